using System.Globalization;
using Larder.Aggregation;
using Larder.Catalog;
using Larder.Errors;
using Larder.Materialization;
using Larder.Serving.Online;
using Larder.Serving.Streaming;
using Larder.Support;
using Larder.Types;

namespace Larder.Parity;

/// <summary>Materialized, then streamed, then materialized from a history that has the streamed events too: the same bits throughout.</summary>
public sealed class StreamedHistoryTests : LineFixture
{
    private const int Known = 2_500;

    private static readonly DateTime Start = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly (string Customer, DateTime At, double Amount)[] All =
    [
        .. Enumerable.Range(0, 3_000).Select(i => (i % 100 == 7 ? "small" : "big", Start.AddSeconds((i * 1_151) + (i * 7919 % 1_000)), (i * 7919 % 10_007) / 7d)),
    ];

    private CompiledAggregateView Sums => (CompiledAggregateView)World.Catalog.View("sums");

    [Fact]
    public async Task Nothing_is_lost_and_nothing_counts_twice()
    {
        await IngestAsync(Csv(All[..Known]));
        await MaterializeAsync();
        await SameAsync(All[..Known]);

        var updater = new OnlineUpdater(Sums, 1, World.Online);
        (await updater.ApplyAsync(Batch(Known + 200, All.Length), TestContext.Current.CancellationToken)).Entities.ShouldBe(2);
        await updater.ApplyAsync(Batch(Known, Known + 200, "lines/1"), TestContext.Current.CancellationToken);
        await SameAsync(All);

        await IngestAsync(Csv(All[Known..]));
        (await MaterializeAsync()).Written.ShouldBe(2);
        await SameAsync(All);
        (await World.Online.GetStateAsync("sums@v1", TestContext.Current.CancellationToken))!.Positions.ShouldBe(
            new Dictionary<string, long> { ["lines/0"] = All.Length, ["lines/1"] = Known + 200 }, ignoreOrder: true);
    }

    [Fact]
    public async Task An_instant_before_what_was_streamed_is_refused()
    {
        await IngestAsync(Csv(All[..10]));
        await MaterializeAsync();
        await new OnlineUpdater(Sums, 1, World.Online).ApplyAsync(Batch(10, 20), TestContext.Current.CancellationToken);
        var streamed = Instant.From(All[19].At);

        (await Should.ThrowAsync<ConflictException>(MaterializeAsync)).Message.ShouldBe(
            $"View sums (sums@v1) has events from streams that were known at {streamed} and cannot go back to {Instant.From(All[9].At)}; ingest them, then give an instant from {streamed} on.");
    }

    private static string Csv(IEnumerable<(string Customer, DateTime At, double Amount)> lines) => string.Concat(lines.Select(l => string.Create(
        CultureInfo.InvariantCulture, $"{l.Customer},{l.At:yyyy-MM-ddTHH:mm:ss},{l.Amount:R},1,x\n")));

    private Task<MaterializationReport> MaterializeAsync() =>
        new Materializer(World.Workspace).RunAsync(Sums, cancellationToken: TestContext.Current.CancellationToken);

    private StreamBatch Batch(int start, int end, string stream = "lines/0")
    {
        var batch = new EventBatch(Sums.Source.Schema, end - start) { Count = end - start };
        var orders = new List<EventOrder>();
        for (var row = start; row < end; row++)
        {
            ((Column<string>)batch.Columns[0]).Values[row - start] = All[row].Customer;
            ((Column<DateTime>)batch.Columns[1]).Values[row - start] = All[row].At;
            ((Column<double>)batch.Columns[2]).Values[row - start] = All[row].Amount;
            orders.Add(new EventOrder(Instant.From(All[row].At), Instant.From(All[row].At), row));
        }

        return new StreamBatch(batch, orders) { Positions = new Dictionary<string, long> { [stream] = end } };
    }

    private async Task SameAsync((string Customer, DateTime At, double Amount)[] lines)
    {
        var reader = new FeatureReader(World.Catalog, new AppliedVersions(new Dictionary<string, int> { ["sums"] = 1 }, new Dictionary<string, int>()), World.Online);
        var evaluator = new AggregateEvaluator(Sums);
        foreach (var customer in new[] { "big", "small" })
        {
            var events = new EntityEvents(Sums.Plan.Inputs);
            foreach (var (sequence, line) in lines.Index().Where(l => l.Item.Customer == customer).OrderBy(l => l.Item.At))
            {
                events.Add(new EventOrder(Instant.From(line.At), Instant.From(line.At), sequence), [.. Sums.Plan.Inputs.Select(_ => FeatureValue.From(line.Amount))]);
            }

            for (var hours = 0; hours < 60 * 24; hours += 5)
            {
                var at = Instant.From(lines.Max(l => l.At)) + TimeSpan.FromHours(hours - 24) + TimeSpan.FromSeconds(hours);
                var newest = evaluator.Evaluate(events, at);
                using var frame = reader.PlanOf(["sums:lines_30d", "sums:amount_30d"]).Rent();
                frame.SetKey(0, EntityKey.From(customer));
                await reader.ReadAsync(frame, at, TestContext.Current.CancellationToken);
                (frame.Value(0, 0), frame.Value(0, 1), frame.EventTime(0, 1)).ShouldBe((evaluator.Features[0], evaluator.Features[1], newest), $"{customer} at {at}");
            }
        }
    }
}
