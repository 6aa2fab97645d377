using Larder.Testing;
using Larder.Types;

namespace Larder.Alerts;

/// <summary>Rules over a store in memory and a clock that stands still.</summary>
internal sealed class AlertWorld
{
    public AlertWorld(params AlertRule[] rules)
        : this(new ChannelLimit("data", ChannelLimit.DefaultNotices, ChannelLimit.DefaultWindow), rules)
    {
    }

    public AlertWorld(ChannelLimit limit, params AlertRule[] rules) =>
        Center = new AlertCenter(Store, rules, new AlertOptions { Channels = [limit], Redactor = new Redactor(["hunter22"]), OnProblem = Problems.Add }, Clock);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ManualClock Clock { get; } = new();

    public InMemoryAlertStore Store { get; } = new();

    public AlertCenter Center { get; }

    public List<string> Problems { get; } = [];

    public Instant Now => Instant.From(Clock.GetUtcNow());

    /// <summary>A report of checks of a source, those that are broken.</summary>
    public async Task<string[]> ReportAsync(string source, params string[] broken)
    {
        await Center.ReportAsync(new AlertReport(AlertKind.CheckFailed, AlertSubject.Source(source), [.. broken.Select(Condition)]), Token);
        return await SaidAsync();
    }

    /// <summary>Moves the clock and looks at it.</summary>
    public async Task<string[]> AfterAsync(TimeSpan span)
    {
        Clock.Advance(span);
        await Center.AdvanceAsync(cancellationToken: Token);
        return await SaidAsync();
    }

    /// <summary>All notices so far, one line each.</summary>
    public async Task<string[]> SaidAsync() =>
    [
        .. (await Store.HistoryAsync(int.MaxValue, Token)).Notices.Select(n => n.Notice).Reverse().Select(n =>
            $"{n.CreatedAt.ToString()[11..19]} {n.Subject?.Name ?? $"held back {n.HeldBack}"}: {string.Join(", ", n.Items.Select(i => $"{AlertNames.Of(i.Change)} {i.Alert.Id.Key}"))}"),
    ];

    private static AlertCondition Condition(string key) => key.EndsWith('?')
        ? new(key.TrimEnd('?'), AlertSeverity.Warn, "bad")
        : new(key, AlertSeverity.Error, "bad");
}
