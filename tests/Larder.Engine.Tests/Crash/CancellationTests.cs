using System.Globalization;
using Larder.Catalog;
using Larder.Engine;
using Larder.Ingestion;
using Larder.Materialization;
using Larder.Offline.TrainingSets;
using Larder.Support;

namespace Larder.Crash;

/// <summary>Steps cancelled at each of their reports: nothing half written, and the next run works.</summary>
public sealed class CancellationTests : LineFixture
{
    [Fact]
    public async Task A_cancelled_ingest_stores_nothing()
    {
        var path = World.Write("lines.csv", LineRepository.Header + Lines(9_000));
        for (var report = 1; ; report++)
        {
            using var cancel = new CancelAt(report);
            var run = EventIngestion.RunAsync(World.Workspace, World.Catalog.Source("lines"), path, cancel, cancel.Token);
            if (await IsCancelledAsync(run))
            {
                NothingIsCommitted();
                continue;
            }

            report.ShouldBeGreaterThan(5);
            (await run).IsRepeat.ShouldBeFalse();
            Stored().Count.ShouldBe(9_000);
            return;
        }
    }

    [Fact]
    public async Task A_cancelled_training_set_leaves_no_file()
    {
        await IngestAsync(Lines(9_000));
        for (var report = 1; ; report++)
        {
            using var cancel = new CancelAt(report);
            var run = new TrainingSetBuilder(World.Workspace).BuildAsync(
                World.Catalog.Service("of_customer"), World.Catalog.Spine("each_line"), new TrainingSetOptions { Progress = cancel }, cancel.Token);
            if (await IsCancelledAsync(run))
            {
                (Directory.Exists(World.Workspace.DatasetsPath) ? Directory.GetFiles(World.Workspace.DatasetsPath, "*", SearchOption.AllDirectories) : []).ShouldBeEmpty();
                (await World.Datasets.ListAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
                continue;
            }

            report.ShouldBeGreaterThan(4);
            (await run).Record.Rows.ShouldBe(9_000);
            return;
        }
    }

    [Fact]
    public async Task A_cancelled_materialization_goes_on_behind_the_last_batch()
    {
        const int Customers = (2 * Materializer.BatchSize) + 10;
        await IngestAsync(Lines(Customers));
        var view = (CompiledSourceView)World.Catalog.View("notes");
        using (var cancel = new CancelAt(2))
        {
            (await IsCancelledAsync(new Materializer(World.Workspace).RunAsync(view, new MaterializationOptions { Progress = cancel }, cancel.Token))).ShouldBeTrue();
        }

        var state = (await World.Online.GetStateAsync("notes@v1", TestContext.Current.CancellationToken)).ShouldNotBeNull();
        state.IsComplete.ShouldBeFalse();
        (await World.Online.CountAsync("notes@v1", TestContext.Current.CancellationToken)).ShouldBe(state.Rows);
        var rest = await new Materializer(World.Workspace).RunAsync(view, cancellationToken: TestContext.Current.CancellationToken);
        (rest.Rows, rest.Resumed, rest.Written).ShouldBe((Customers, state.Rows, Customers - state.Rows));
        rest.Resumed.ShouldBeGreaterThan(0);
        (await World.Online.CountAsync("notes@v1", TestContext.Current.CancellationToken)).ShouldBe(Customers);
        (await new Materializer(World.Workspace).RunAsync(view, cancellationToken: TestContext.Current.CancellationToken)).Written.ShouldBe(0);
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(i => string.Create(
        CultureInfo.InvariantCulture, $"c{i},2024-01-{1 + (i % 5):00}T00:00:{i % 60:00},{i % 1000},{i % 7},n{i}\n")));

    private static async Task<bool> IsCancelledAsync(Task run)
    {
        try
        {
            await run;
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void NothingIsCommitted()
    {
        var log = Path.Combine(World.OfflinePath, "lines", "_delta_log");
        (Directory.Exists(log) ? Directory.GetFiles(log) : []).Length.ShouldBeLessThan(2, "no commit but the one that creates the table");
    }

    /// <summary>Cancels at its n-th report.</summary>
    private sealed class CancelAt(int report) : IProgress<StepProgress>, IDisposable
    {
        private readonly CancellationTokenSource _source = new();
        private int _reports;

        public CancellationToken Token => _source.Token;

        public void Report(StepProgress value)
        {
            if (++_reports == report)
            {
                _source.Cancel();
            }
        }

        public void Dispose() => _source.Dispose();
    }
}
