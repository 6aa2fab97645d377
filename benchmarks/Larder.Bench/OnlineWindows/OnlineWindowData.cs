using Larder.Aggregation;
using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Sqlite;
using Larder.Storage;
using Larder.Types;

namespace Larder.Bench.OnlineWindows;

/// <summary>Cards with so many payments in the last ninety days, in a store of their own, as a materialization would write them.</summary>
internal sealed class OnlineWindowData(int cards, int payments)
{
    private const long Span = 90L * 86_400_000_000;

    public static readonly Instant Now = new(1_780_000_000_000_000);

    public static CompiledAggregateView View { get; } = (CompiledAggregateView)new OnlineWindowRepository().Build().View("card_windows");

    public int Cards => cards;

    /// <summary>The payments of a card; one in a hundred is known a quarter of an hour later.</summary>
    public EntityEvents Events(int card)
    {
        var random = new Random(card);
        var times = Enumerable.Range(0, payments).Select(_ => Now.Microseconds - random.NextInt64(1, Span)).Order().ToArray();
        var events = new EntityEvents(View.Plan.Inputs);
        foreach (var (sequence, time) in times.Index())
        {
            var known = time + (random.Next(100) == 0 ? 900_000_000L : 0);
            events.Add(new EventOrder(new Instant(time), new Instant(known), sequence), [FeatureValue.From(Math.Round(random.NextDouble() * 1e4) / 100)]);
        }

        return events;
    }

    /// <summary>Query times of the last two hours, so that both ends of every window are ragged.</summary>
    public static Instant TimeOf(int read) => new(Now.Microseconds - (new Random(read).NextInt64(2L * 3_600_000_000)));

    public async Task<long> FillAsync(SqliteOnlineStore store, string view, CancellationToken cancellationToken)
    {
        await store.CreateAsync(view, cancellationToken);
        var (encoder, rows, bytes) = (new EntityEncoder(View.Plan), new List<OnlineWrite>(), 0L);
        for (var card = 0; card < cards; card++)
        {
            var segments = new List<OnlineSegment>();
            var row = encoder.Encode(Events(card), segments);
            rows.Add(new OnlineWrite(EntityKey.From((long)card), default, row) { Segments = segments });
            bytes += row.Length + segments.Sum(s => (long)s.Payload.Length);
        }

        await store.WriteAsync(view, rows, new MaterializationState(Now, "payments@1", new Instant(long.MinValue), null, cards, IsComplete: true), null, cancellationToken);
        return bytes / cards;
    }
}
