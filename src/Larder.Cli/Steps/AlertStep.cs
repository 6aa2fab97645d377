using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Alerts;
using Larder.Cli.Output;
using Larder.Errors;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Shows alerts, and sends what is due.</summary>
internal static class AlertStep
{
    /// <summary>What is wrong, what is hidden, and what could not be sent yet.</summary>
    public static async Task ShowAsync(StepContext context, CancellationToken cancellationToken)
    {
        Warn(context);
        var overview = await context.AlertStore.ReadAsync(Now(context), cancellationToken);
        Alert[] firing = [.. overview.Book.Alerts.Where(a => a.State == AlertState.Firing).OrderByDescending(a => a.Severity).ThenBy(a => a.Id.Subject.ToString(), StringComparer.Ordinal).ThenBy(a => a.Id.Key, StringComparer.Ordinal)];
        if (firing.Length > 0)
        {
            context.Report.Table(["severity", "kind", "subject", "name", "scope", "since", "silenced", "message"], firing.Select(a => (IReadOnlyList<string>)
            [
                AlertNames.Of(a.Severity), AlertNames.Of(a.Id.Kind), a.Id.Subject.ToString(), a.Id.Key, a.Id.Scope, a.Since.ToString(), IsHidden(a) ? "yes" : string.Empty, a.Message,
            ]));
        }

        foreach (var silence in overview.Book.Silences)
        {
            context.Report.Line($"  silence {Number(silence.Id)}: {AlertText.Of(silence)}");
        }

        foreach (var notice in overview.Outbox)
        {
            context.Report.Line($"  {AlertText.Of(notice)}");
        }

        context.Report.Line($"  {Number(firing.Length)} alerts firing, {Number(overview.Book.Silences.Count)} silences, {Number(overview.Outbox.Count(n => n.State == NoticeState.Pending))} notices waiting, {Number(overview.Outbox.Count(n => n.State == NoticeState.Dead))} dead");
        context.Report.Json(new JsonObject
        {
            ["alerts"] = new JsonArray([.. firing.Select(a => (JsonNode)ToJson(a, IsHidden(a)))]),
            ["silences"] = new JsonArray([.. overview.Book.Silences.Select(s => (JsonNode)AlertText.ToJson(s))]),
            ["outbox"] = new JsonArray([.. overview.Outbox.Select(n => (JsonNode)AlertText.ToJson(n))]),
            ["channels"] = new JsonArray([.. context.AlertSetup.Channels.Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c.Limit.Channel, ["type"] = c.Type, ["address"] = context.AlertSetup.Channel(c.Limit.Channel, context.Workspace.Clock)!.Address,
            })]),
        });

        bool IsHidden(Alert alert) => overview.Book.Silences.Any(s => s.Hides(alert.Id, Now(context)));
    }

    /// <summary>How it came.</summary>
    public static async Task HistoryAsync(StepContext context, int last, CancellationToken cancellationToken)
    {
        var history = await context.AlertStore.HistoryAsync(last, cancellationToken);
        foreach (var change in history.Changes)
        {
            context.Report.Line($"  {change.SeenAt} {AlertNames.Of(change.State)} {AlertNames.Of(change.Severity)} {AlertNames.Of(change.Id.Kind)} {change.Id.Subject} {change.Id.Key}: {change.Message}");
        }

        foreach (var notice in history.Notices)
        {
            context.Report.Line($"  {AlertText.Of(notice)}");
        }

        context.Report.Line($"  {Number(history.Changes.Count)} changes, {Number(history.Notices.Count)} notices");
        context.Report.Json(new JsonObject
        {
            ["changes"] = new JsonArray([.. history.Changes.Select(c => (JsonNode)NoticeJson.ToJson(c))]),
            ["notices"] = new JsonArray([.. history.Notices.Select(n => (JsonNode)AlertText.ToJson(n))]),
        });
    }

    /// <summary>Begins a silence.</summary>
    public static async Task SilenceAsync(StepContext context, string pattern, AlertKind? kind, TimeSpan span, string reason, CancellationToken cancellationToken)
    {
        var silence = await context.Alerts.SilenceAsync(pattern, kind, span, reason, cancellationToken);
        context.Report.Line($"  silence {Number(silence.Id)}: {AlertText.Of(silence)}");
        context.Report.Json(new JsonObject { ["silence"] = AlertText.ToJson(silence) });
    }

    /// <summary>Ends a silence.</summary>
    public static async Task EndSilenceAsync(StepContext context, long id, CancellationToken cancellationToken)
    {
        await context.Alerts.EndSilenceAsync(id, cancellationToken);
        context.Report.Line($"  silence {Number(id)} has ended");
        context.Report.Json(new JsonObject { ["ended"] = id });
    }

    /// <summary>Empties the outbox once.</summary>
    /// <exception cref="UnavailableException">A channel did not take a notice.</exception>
    public static async Task SendAsync(StepContext context, bool hurries, CancellationToken cancellationToken)
    {
        Warn(context);
        var report = await context.AlertDelivery.SendAsync(hurries, cancellationToken);
        context.Report.Line($"  {Number(report.Sent)} notices sent");
        foreach (var failure in report.Failures)
        {
            context.Report.Line($"  {(failure.IsDead ? "given up" : "to be tried again")} after {Number(failure.Attempt)} attempts: {failure.Error}");
        }

        context.Report.Json(new JsonObject
        {
            ["sent"] = report.Sent,
            ["failures"] = new JsonArray([.. report.Failures.Select(f => (JsonNode)new JsonObject { ["channel"] = f.Channel, ["key"] = f.Key, ["attempt"] = f.Attempt, ["dead"] = f.IsDead, ["error"] = f.Error })]),
        });
        if (report.Failures.Count > 0)
        {
            throw new UnavailableException($"Channel {string.Join(", ", report.Failures.Select(f => f.Channel))} did not take what was sent; the notices stay in the outbox until 'larder alerts send' or a server gets rid of them. 'larder alerts' shows them.");
        }
    }

    /// <summary>Sends a notice that says it is a test, past the outbox.</summary>
    /// <exception cref="NotFoundException">There is no such channel.</exception>
    /// <exception cref="UnavailableException">The channel did not take it.</exception>
    public static async Task TestAsync(StepContext context, string name, CancellationToken cancellationToken)
    {
        var channel = context.AlertSetup.Channel(name, context.Workspace.Clock) ?? throw new NotFoundException(context.AlertSetup.Channels.Count == 0
            ? $"There is no channel '{name}'; the configuration has none. Set Larder:Alerts:Channels:{name}:Type and what docs/alerts.md lists for it."
            : $"There is no channel '{name}'; the configuration has {string.Join(", ", context.AlertSetup.Channels.Select(c => c.Limit.Channel))}.");
        var now = Now(context);
        var key = string.Create(CultureInfo.InvariantCulture, $"test-{now.Microseconds}");
        var alert = new Alert(new AlertIdentity(AlertKind.CheckFailed, AlertSubject.Source("example"), string.Empty, "example"), AlertSeverity.Warn, "This is a test; nothing is wrong.", AlertState.Firing, now, now, now);
        var notice = new Notice(key, key, name, null, alert.Id.Subject, now, [new NoticeItem(NoticeChange.Fired, alert)]) { IsTest = true };
        try
        {
            await channel.SendAsync(notice, cancellationToken);
        }
        catch (UnavailableException refused)
        {
            // What the other side answered may repeat what it was sent.
            throw new UnavailableException(context.AlertSetup.Redactor.Redact(refused.Message), refused.IsTransient);
        }

        context.Report.Line($"  {channel.Address} took the test of channel {name}");
        context.Report.Json(new JsonObject { ["channel"] = name, ["address"] = channel.Address, ["key"] = key });
    }

    private static void Warn(StepContext context)
    {
        foreach (var missing in context.Catalog.AlertRules.SelectMany(r => r.Channels.Select(c => (Rule: r.Name, Channel: c))).Where(c => context.AlertSetup.Channels.All(s => s.Limit.Channel != c.Channel)))
        {
            context.Report.Warning($"Rule {missing.Rule} tells channel {missing.Channel}, which is not configured; set Larder:Alerts:Channels:{missing.Channel}:Type. Until then what it would be told waits.");
        }
    }

    private static JsonObject ToJson(Alert alert, bool isHidden)
    {
        var json = NoticeJson.ToJson(alert);
        json["silenced"] = isHidden;
        return json;
    }

    private static Instant Now(StepContext context) => Instant.From(context.Workspace.Clock.GetUtcNow());

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
