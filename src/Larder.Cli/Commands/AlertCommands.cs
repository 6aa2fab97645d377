using System.CommandLine;
using Larder.Alerts;
using Larder.Cli.Alerts;
using Larder.Cli.Steps;
using Larder.Errors;

namespace Larder.Cli.Commands;

/// <summary><c>alerts</c>: what is wrong, who was told, and the outbox.</summary>
internal static class AlertCommands
{
    private const int MostDays = 366;

    public static Command Create(CommandContext app)
    {
        var command = new Command("alerts", "Show what is wrong now, silences, and notices that wait or are dead") { History(app), Silence(app), Send(app), Test(app) };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = Open(app, parsed);
            await AlertStep.ShowAsync(context, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command History(CommandContext app)
    {
        var last = Arguments.Whole("--last", 1, 10_000, byDefault: 50, "How many lines of each to show");
        var command = new Command("history", "Show how alerts came and went, and what was sent") { last };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = Open(app, parsed);
            await AlertStep.HistoryAsync(context, parsed.GetValue(last), cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Silence(CommandContext app)
    {
        var pattern = new Argument<string?>("subjects") { Description = "The subjects, such as source/order_lines or 'order_*'", Arity = ArgumentArity.ZeroOrOne };
        var span = Arguments.Span("--for", MostDays, "How long, such as 30m, 4h or 2d");
        var parseKind = Arguments.Parser(AlertNames.KindOf, $"use one of {string.Join(", ", Enum.GetValues<AlertKind>().Select(AlertNames.Of))}");
        var kind = new Option<AlertKind?>("--kind") { HelpName = "kind", Description = "Alerts of this kind only, such as check_failed", CustomParser = result => parseKind(result) };
        var reason = new Option<string>("--reason") { HelpName = "text", Description = "Why; it is shown with the silence", DefaultValueFactory = _ => string.Empty };
        var end = new Option<long?>("--end") { HelpName = "number", Description = "End the silence of this number instead" };
        var command = new Command("silence", "Tell nobody of some alerts for a while; what is still wrong at the end is told then") { pattern, span, kind, reason, end };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (subjects, time, number) = (parsed.GetValue(pattern), parsed.GetValue(span), parsed.GetValue(end));
            if (number is null ? string.IsNullOrWhiteSpace(subjects) || time is not { Ticks: > 0 } : subjects is not null || time is not null)
            {
                throw new InvalidInputException("Say which subjects and for how long, as in 'larder alerts silence source/order_lines --for 4h', or end one with --end NUMBER.");
            }

            await using var context = Open(app, parsed);
            await (number is { } id
                ? AlertStep.EndSilenceAsync(context, id, cancellationToken)
                : AlertStep.SilenceAsync(context, subjects!, parsed.GetValue(kind), time!.Value, parsed.GetValue(reason)!, cancellationToken));
            return 0;
        });
        return command;
    }

    private static Command Send(CommandContext app)
    {
        var now = new Option<bool>("--now") { Description = "Tell at once what would wait to be told with others, or to last" };
        var command = new Command("send", "Send what is due once, for cron and CI; a server does it by itself") { now };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = Open(app, parsed);
            await AlertStep.SendAsync(context, parsed.GetValue(now), cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command Test(CommandContext app)
    {
        var channel = new Argument<string>("channel") { Description = "A channel of Larder:Alerts:Channels" };
        var command = new Command("test", "Send a notice that says it is a test") { channel };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = Open(app, parsed);
            await AlertStep.TestAsync(context, parsed.GetValue(channel)!, cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>Here a wrong setting is an error.</summary>
    private static StepContext Open(CommandContext app, ParseResult parsed) => app.Open(parsed, AlertSettings.Read(StateSettings.Configuration()));
}
