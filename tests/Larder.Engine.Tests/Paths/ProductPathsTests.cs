using Larder.Catalog;
using Larder.Composite;
using Larder.Engine;
using Larder.Materialization;
using Larder.Offline;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.Reference;
using Larder.Serving.Online;
using Larder.Serving.Streaming;
using Larder.Sqlite;
using Larder.Support;
using Larder.Types;

namespace Larder.Paths;

/// <summary>
/// DESIGN 2.8 over everything that users run: the naive twin equals a training set read from its file, what a materialized SQLite store serves,
/// and what one serves to which all events were streamed, bit for bit. The property of the kernel's paths tries far more cases.
/// </summary>
public sealed class ProductPathsTests : IDisposable
{
    private const int Readings = 3_000;
    private const int TimesEach = 30;

    private readonly World _world = new(ReadingRepository.Catalog);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, CaseCount.Of(2))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Naive_batch_online_and_streamed_values_are_the_same_bits(int seed)
    {
        var readings = new ReadingCase(seed, Readings);
        (string Name, ColumnType Type)[] columns = [.. _world.Catalog.Source("readings").Schema.Columns.Select(c => (c.Name, c.Type))];
        foreach (var (i, part) in readings.Rows.Chunk(Readings / 3).Index())
        {
            var path = Path.Combine(_world.Folder, $"readings{i}.parquet");
            VisitCase.Write(path, columns, part);
            await _world.IngestAsync("readings", path);
        }

        var plan = FeaturePlan.For(_world.Catalog.Service("of_sensor"));
        OfflinePoint[] points = [.. ReadingCase.Sensors.SelectMany(s => readings.Times(TimesEach).Select(at => new OfflinePoint([FeatureValue.From(s)], at, [])))];
        var expected = Expected(readings, plan, points);
        (points.Length * plan.Outputs.Count).ShouldBeGreaterThan(6_000);

        Same("training set", plan, points, expected, await BuildAsync(plan, points));
        await using var online = SqliteOnlineStore.Open(Path.Combine(_world.Folder, "online.db"));
        Same("online", plan, points, expected, await ReadAsync(await MaterializeAsync(_world.Workspace.With(online), plan, null), points));
        await using var streamed = SqliteOnlineStore.Open(Path.Combine(_world.Folder, "streamed.db"));
        var reader = await MaterializeAsync(_world.Workspace.With(streamed), plan, readings.Orders[0].EventTime);
        foreach (var view in plan.Sources)
        {
            var updater = new OnlineUpdater(view, 1, streamed);
            foreach (var batch in readings.Stream())
            {
                await updater.ApplyAsync(batch, Token);
            }
        }

        Same("streamed", plan, points, expected, await ReadAsync(reader, points));
    }

    private static OfflineEntry[][] Expected(ReadingCase readings, FeaturePlan plan, OfflinePoint[] points)
    {
        var expected = points.Select(_ => new List<OfflineEntry>()).ToArray();
        foreach (var view in plan.Sources.Cast<CompiledAggregateView>())
        {
            foreach (var mine in points.Index().GroupBy(p => p.Item.Keys[0]))
            {
                var values = readings.Expected(view, mine.Key.AsString()!, [.. mine.Select(p => p.Item.At)]);
                foreach (var ((point, _), entries) in mine.Zip(values))
                {
                    expected[point].AddRange(entries);
                }
            }
        }

        return [.. expected.Select(e => e.ToArray())];
    }

    /// <summary>A training set's file has one status for each view, and there null is no status of its own.</summary>
    private async Task<OfflineEntry[][]> BuildAsync(FeaturePlan plan, OfflinePoint[] points)
    {
        var spine = Path.Combine(_world.Folder, "spine.parquet");
        VisitCase.Write(spine, [("sensor_id", ColumnType.String), ("event_timestamp", ColumnType.Timestamp)], [.. points.Select(p => (FeatureValue[])[p.Keys[0], FeatureValue.From(p.At)])]);
        var set = await new TrainingSetBuilder(_world.Workspace).BuildAsync(_world.Catalog.Service("of_sensor"), spine, cancellationToken: Token);
        string[] views = [.. plan.Sources.Select(v => v.Name)];
        string[] columns = [.. plan.Outputs.Select(o => o.FullName), .. views.Select(v => $"{v}__event_time"), .. views.Select(v => $"{v}__status")];
        ColumnType[] types = [.. plan.Outputs.Select(o => o.Feature.Type), .. views.Select(_ => ColumnType.Timestamp), .. views.Select(_ => ColumnType.String)];
        return [.. VisitCase.Read($"SELECT {string.Join(", ", columns)} FROM '{set.Path}'", types).Select(row => plan.Outputs.Select((o, i) =>
        {
            var view = plan.Outputs.Count + Array.IndexOf(views, o.View.Name);
            var time = row[view].IsNull ? null : (Instant?)new Instant(row[view].Bits);
            var status = row[view + views.Length].AsString() == "NOT_FOUND" ? FeatureStatus.NotFound : FeatureStatuses.Of(row[i]);
            return new OfflineEntry(row[i], status, time);
        }).ToArray())];
    }

    private static async Task<FeatureReader> MaterializeAsync(Workspace workspace, FeaturePlan plan, Instant? asOf)
    {
        foreach (var view in plan.Sources)
        {
            await new Materializer(workspace).RunAsync(view, new MaterializationOptions { AsOf = asOf }, Token);
        }

        return new FeatureReader(workspace.Catalog, await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, Token), workspace.Online);
    }

    private static async Task<OfflineEntry[][]> ReadAsync(FeatureReader reader, OfflinePoint[] points)
    {
        var read = new List<OfflineEntry[]>();
        foreach (var point in points)
        {
            using var frame = reader.PlanOf("of_sensor").Rent();
            frame.SetKey(0, EntityKey.From(point.Keys[0]));
            await reader.ReadAsync(frame, point.At, Token);
            read.Add([.. Enumerable.Range(0, frame.Plan.Plan.Outputs.Count).Select(o => new OfflineEntry(frame.Value(0, o), frame.Status(0, o), frame.EventTime(0, o)))]);
        }

        return [.. read];
    }

    private static void Same(string path, FeaturePlan plan, OfflinePoint[] points, OfflineEntry[][] expected, OfflineEntry[][] found)
    {
        found.Length.ShouldBe(points.Length);
        for (var i = 0; i < points.Length; i++)
        {
            for (var output = 0; output < plan.Outputs.Count; output++)
            {
                var (wanted, got) = (expected[i][output], found[i][output]);

                // A file holds null in place of what cannot be computed.
                if (got != wanted && !(path == "training set" && wanted.Status == FeatureStatus.Invalid && got == wanted with { Value = FeatureValue.Null, Status = FeatureStatus.NullValue }))
                {
                    Assert.Fail($"{path}: {plan.Outputs[output].FullName} of {points[i].Keys[0]} at {points[i].At} is {got}, should be {wanted}");
                }
            }
        }
    }
}
