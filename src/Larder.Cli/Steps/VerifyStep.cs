using System.Globalization;
using Larder.Catalog;
using Larder.Cli.Verification;
using Larder.Errors;

namespace Larder.Cli.Steps;

/// <summary>Checks that online equals offline.</summary>
internal static class VerifyStep
{
    /// <summary>Samples the online store.</summary>
    public static async Task<ParityReport> RunAsync(StepContext context, CompiledService service, ParityOptions options, CancellationToken cancellationToken)
    {
        await DeriveStep.RunAsync(context, TrainingSetStep.SourcesOf(service), cancellationToken);
        var report = await context.Report.StepAsync(
            $"verify {service.Name}", progress => new ParityCheck(context.Workspace).SampleAsync(service, options with { Progress = progress }, cancellationToken));
        Print(context, report, $"{report.Compared:N0} vectors of {report.Features.Count} features");
        foreach (var stored in report.Store.DistinctBy(v => (v.Table, v.AsOf)))
        {
            context.Report.Line($"  the online store holds {stored.Table} as of {stored.AsOf}, {Lag(stored)}");
        }

        return report;
    }

    /// <summary>Replays a log of served vectors.</summary>
    public static async Task<ParityReport> ReplayAsync(StepContext context, string folder, ParityOptions options, CancellationToken cancellationToken)
    {
        var sources = options.Service is { } service ? TrainingSetStep.SourcesOf(context.Catalog.Service(service)) : context.Catalog.Views.OfType<CompiledSourceView>().Select(v => v.Source);
        await DeriveStep.RunAsync(context, sources, cancellationToken);
        var report = await context.Report.StepAsync(
            "verify the log", progress => new ParityCheck(context.Workspace).ReplayAsync(folder, options with { Progress = progress }, cancellationToken));
        Print(context, report, $"{report.Compared:N0} served vectors of {report.Features.Count} features and {report.Log!.Entities:N0} entities");
        Print(context, report.Log);
        return report;
    }

    /// <summary>Fails on any difference.</summary>
    /// <exception cref="LarderException">There is one (<see cref="ErrorKind.ParityBroken"/>).</exception>
    public static void Ensure(ParityReport report)
    {
        if (report.PresentValues == 0)
        {
            throw new LarderException(ErrorKind.ParityBroken, report.Log is null
                ? $"None of the values of {report.Service} compared was PRESENT, so the check proved nothing; ingest and materialize newer data, or compare more with --pairs."
                : $"None of the {report.Compared:N0} served vectors compared has a value that was PRESENT, so the check proved nothing; serve entities that are known, and log more of them.");
        }

        if (report.Different > 0)
        {
            throw new LarderException(ErrorKind.ParityBroken, report.Log is null
                ? $"{report.Different:N0} of {report.Compared:N0} online vectors of {report.Service} differ from the history they were materialized from, the first: {report.Examples[0]}. Delete online.db from the state folder, run 'larder materialize' and verify again; if they still differ, report it."
                : $"{report.Different:N0} of {report.Compared:N0} served vectors differ from history as known at the time asked for, by {Listed(report)}; the first: {report.Examples[0]}. {Advice(report)}");
        }
    }

    private static string Advice(ParityReport report)
    {
        var causes = report.Causes;
        return causes.Keys.All(c => c == DifferenceCause.LateArrival)
            ? "All of them are late arrivals: what was served is right by what the store had. Materialize more often, or declare the source's delay or known-at column, so that training sets see what serving can."
            : causes.ContainsKey(DifferenceCause.Genuine)
                ? "Genuine differences are errors: run 'larder explain' on them, and report them if the store was not changed by hand."
                : "None of them is genuine: see the evidence of each cause.";
    }

    private static void Print(StepContext context, ParityReport report, string what)
    {
        var within = report.WithinTolerance > 0 ? $", {report.WithinTolerance:N0} {(report.WithinTolerance == 1 ? "value" : "values")} equal within the tolerance only" : string.Empty;
        context.Report.Line($"  {what} compared, {report.Equal:N0} equal, {report.Different:N0} different; {report.PresentValues:N0} of the values were PRESENT{within}");
        if (report.Different == 0)
        {
            return;
        }

        var causes = report.Causes.Keys.ToArray();
        context.Report.Table(
            ["feature", "compared", "equal", "different", .. causes.Select(c => c.Text())],
            report.Features.Select(f => (IReadOnlyList<string>)[f.Feature, Text(f.Compared), Text(f.Equal), Text(f.Different), .. causes.Select(c => Text(f.Causes.GetValueOrDefault(c)))]));
        foreach (var example in report.Examples)
        {
            context.Report.Line($"    {example}");
        }

        context.Report.Line($"  {Listed(report)}");
    }

    private static void Print(StepContext context, ReplayedLog log)
    {
        context.Report.Line($"  the log holds {log.Vectors:N0} vectors in {log.Files:N0} {(log.Files == 1 ? "file" : "files")}{(log.FirstServed is null ? string.Empty : $"; those compared were served from {log.FirstServed} to {log.LastServed}")}");
        foreach (var (reason, count) in log.Skipped)
        {
            context.Report.Line($"  {count:N0} not compared: {reason}");
        }

        if (log.TornLines > 0)
        {
            context.Report.Line($"  {log.TornLines:N0} torn at the end of a file, passed over: a server was killed there, or is writing");
        }

        if (log.DamagedLines > 0)
        {
            context.Report.Line($"  {log.DamagedLines:N0} damaged lines passed over, the first at {log.FirstDamaged}");
        }
    }

    private static string Listed(ParityReport report) => string.Join(", ", report.Causes.Select(c => $"{c.Key.Text()} {c.Value:N0} {(c.Value == 1 ? "value" : "values")}"));

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Lag(StoredView stored) => stored.VersionsBehind switch
    {
        0 => "the newest version",
        1 => $"1 version behind {stored.Newest}: run 'larder materialize' to serve it",
        _ => $"{stored.VersionsBehind:N0} versions behind {stored.Newest}: run 'larder materialize' to serve it",
    };
}
