using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Larder.Catalog;
using Larder.Derived;
using Larder.Engine;
using Larder.Ingestion;
using Larder.Materialization;
using Larder.Offline.TrainingSets;
using Larder.Sqlite;
using Larder.Storage;
using Larder.Support;
using Larder.Types;

namespace Larder.Crash;

/// <summary>A process that runs one step over a state folder with the embedded stores: says ready, runs, says done and what came of it.</summary>
internal static class StepChild
{
    public const string Mode = "engine-step";

    public static Process Start(string step, string state, string input)
    {
        var program = Path.ChangeExtension(typeof(StepChild).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])[Mode, step, state, input])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var (step, state, input) = (args[0], args[1], args[2]);
        await using var metadata = SqliteMetadata.Open(Path.Combine(state, "metadata.db"));
        await using var online = SqliteOnlineStore.Open(Path.Combine(state, "online.db"));
        var catalog = step switch { "derive" => SqlRepository.Catalog, "backfill" => new PlainRatios { Factor = 3 }.Build(), "backfill-sql" => new SqlRepository { Factor = 3 }.Build(), _ => LineRepository.Catalog };
        var plan = CatalogPlan.Compare(catalog, await metadata.Definitions.ListAsync());
        if (!plan.IsEmpty)
        {
            await plan.ApplyAsync(metadata.Definitions, new Instant(0));
        }

        var workspace = new Workspace(
            catalog, new WorkspaceOptions { StatePath = state, RepositoryPath = state, Threads = 2 }, metadata.Definitions, metadata.Datasets, metadata.Models, online, TimeProvider.System);
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        output.WriteLine("ready");
        output.WriteLine("done " + step switch
        {
            "ingest" => Text(await EventIngestion.RunAsync(workspace, catalog.Source("lines"), input)),
            "build" => Text(await new TrainingSetBuilder(workspace).BuildAsync(catalog.Service("of_customer"), catalog.Spine("each_line"))),
            "derive" => Text(await new Deriver(workspace).RunAsync(catalog.Sources)),
            "backfill" => Text(await new Backfiller(workspace, rows: 1).RunAsync(catalog.Source("joined"))),
            "backfill-sql" => Text(await new Backfiller(workspace).RunAsync(catalog.Source("plain"))),
            "ranges" => Text(await MaterializeRangesAsync(workspace)),
            "incremental" => Text(await MaterializeAsync(workspace, isIncremental: true)),
            _ => Text(await MaterializeAsync(workspace)),
        });
        return 0;
    }

    public static string Text(IngestReport report) =>
        string.Create(CultureInfo.InvariantCulture, $"{report.Counts.RowsRead} {report.Counts.RowsStored} {report.Counts.RowsQuarantined}");

    public static string Text(TrainingSet set) => $"{set.Record.DatasetVersion} {set.Record.ContentHash}";

    public static string Text(IEnumerable<MaterializationReport> reports) => string.Join(' ', reports.Select(r => $"{r.OnlineView} {r.Rows}"));

    public static string Text(IEnumerable<DerivationReport> reports) => string.Join(' ', reports.Select(r => $"{r.Source} {r.Outcome}"));

    public static string Text(BackfillReport report) => string.Create(CultureInfo.InvariantCulture, $"{report.Computed} {report.Missing}");

    /// <summary>Five days one by one, not in their order, in small batches.</summary>
    private static async Task<IReadOnlyList<MaterializationReport>> MaterializeRangesAsync(Workspace workspace)
    {
        var reports = new List<MaterializationReport>();
        foreach (var view in (string[])["notes", "sums"])
        {
            foreach (var day in (int[])[3, 1, 5, 2, 4])
            {
                var range = new EventRange(Instant.From(new DateTime(2024, 1, day, 0, 0, 0, DateTimeKind.Utc)), Instant.From(new DateTime(2024, 1, day + 1, 0, 0, 0, DateTimeKind.Utc)));
                reports.Add(await new Materializer(workspace, batchSize: 1_000).RunAsync((CompiledSourceView)workspace.Catalog.View(view), new MaterializationOptions { Range = range }));
            }
        }

        return reports;
    }

    public static async Task<IReadOnlyList<MaterializationReport>> MaterializeAsync(Workspace workspace, bool isIncremental = false) =>
    [
        await new Materializer(workspace).RunAsync((CompiledSourceView)workspace.Catalog.View("notes"), new MaterializationOptions { Incremental = isIncremental }),
        await new Materializer(workspace).RunAsync((CompiledSourceView)workspace.Catalog.View("sums"), new MaterializationOptions { Incremental = isIncremental }),
    ];
}
