using Larder.Catalog;
using Larder.Offline;
using Larder.Reference;
using Larder.Serving.Streaming;
using Larder.Types;

namespace Larder.Paths;

/// <summary>Generated readings: one sensor with so many that it is stored in segments, others with few; ties, late ones, corrections, withdrawals, times around DST.</summary>
internal sealed class ReadingCase
{
    private const long Step = 1_800_000_000;

    private static readonly long Start = Instant.From(new DateTime(2024, 3, 8, 0, 0, 0, DateTimeKind.Utc)).Microseconds;
    private static readonly TimeSpan[] DefaultTiles = [TimeSpan.FromHours(1), TimeSpan.FromDays(1)];
    private static readonly double[] Numbers = [0.1, 1 / 3.0, -7.25, 1e300, double.Epsilon, 0, double.PositiveInfinity, double.NaN];

    private readonly Random _random;
    private readonly Instant?[] _retractedAt;

    public ReadingCase(int seed, int count)
    {
        _random = new Random(seed);
        Rows = [.. Enumerable.Range(0, count).Select(_ => Row())];
        Orders = [.. Rows.Select((r, i) => new EventOrder(new Instant(r[1].Bits), new Instant(r[2].Bits), i))];
        _retractedAt = [.. Rows.Select((_, i) => RetractedAt(i))];
    }

    public static IReadOnlyList<string> Sensors { get; } = ["much", "some", "few", "nobody"];

    /// <summary>Values by column.</summary>
    public IReadOnlyList<FeatureValue[]> Rows { get; }

    public IReadOnlyList<EventOrder> Orders { get; }

    /// <summary>At events, a microsecond beside, and where they leave windows.</summary>
    public IReadOnlyList<Instant> Times(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => i == 0 ? new Instant(Start + (2_000 * Step)) : (i % 3 == 0 ? Pick(Orders).KnownAt : Pick(Orders).EventTime)
            + Pick([TimeSpan.Zero, TimeSpan.FromHours(2), TimeSpan.FromHours(3), TimeSpan.FromDays(2)]) + TimeSpan.FromMicroseconds(Pick([0, 0, 1, -1]))),
    ];

    public static EventBatch Batch(IReadOnlyList<FeatureValue[]> rows)
    {
        var batch = new EventBatch(ReadingRepository.Catalog.Source("readings").Schema, Math.Max(1, rows.Count)) { Count = rows.Count };
        foreach (var (row, values) in rows.Index())
        {
            for (var column = 0; column < values.Length; column++)
            {
                batch.Columns[column].Set(row, values[column]);
            }
        }

        return batch;
    }

    /// <summary>Everything as a stream would bring it: in no order, in portions, what was withdrawn or corrected said with its event or later.</summary>
    public IEnumerable<StreamBatch> Stream()
    {
        int[] events = [.. Enumerable.Range(0, Rows.Count).Where(IsEvent)];
        _random.Shuffle(events);
        var pending = new List<int>();
        foreach (var portion in events.Chunk(events.Length / 5))
        {
            pending.AddRange(portion.Where(i => _retractedAt[i] is not null));
            var sent = pending.ToLookup(_ => portion[^1] == events[^1] || _random.Next(2) == 0);
            pending = [.. sent[false]];
            yield return new StreamBatch(Batch([.. portion.Select(i => Rows[i])]), [.. portion.Select(i => Orders[i])])
            {
                Retractions = [.. sent[true].Select(i => new StreamRetraction(EntityKey.From(Rows[i][0]), Orders[i], _retractedAt[i]!.Value))],
            };
        }
    }

    /// <summary>A view's features by the naive twin; its delay, filter and inputs are those declared.</summary>
    public IReadOnlyList<IReadOnlyList<OfflineEntry>> Expected(CompiledAggregateView view, string sensor, IReadOnlyList<Instant> times)
    {
        var batch = Batch(Rows);
        NaiveEvent[] events =
        [
            .. Enumerable.Range(0, Rows.Count).Where(i => IsEvent(i) && Rows[i][0].AsString() == sensor && (view.Filter?.Invoke(batch, i) ?? true)).Select(i =>
                new NaiveEvent(Late(Orders[i], view.Delay), [.. view.Inputs.Select(input => input(batch, i))]) { RetractedAt = _retractedAt[i] }),
        ];
        return [.. times.Select(at =>
        {
            var newest = NaiveWindows.NewestEvent(events, view.Plan.Edges, at);
            var aggregates = NaiveWindows.ComputeAll(
                events, view.Plan.Inputs, view.Plan.Aggregations, view.Plan.Edges, view.Name == "bucketed" ? ReadingRepository.BucketedTiles : DefaultTiles, at);
            return (IReadOnlyList<OfflineEntry>)[.. view.Finalizers.Select(f => f(aggregates)).Select(v => new OfflineEntry(v, newest is null ? FeatureStatus.NotFound : FeatureStatuses.Of(v), newest))];
        })];
    }

    /// <summary>To a view with a delay an event is known once that is over, or later.</summary>
    private static EventOrder Late(EventOrder order, TimeSpan delay) =>
        delay > TimeSpan.Zero && order.EventTime + delay > order.KnownAt ? order with { KnownAt = order.EventTime + delay } : order;

    private bool IsEvent(int row) => !Rows[row][0].IsNull && Rows[row][4].AsString() != "delete";

    /// <summary>The least known time of the rows of the same id that come after a row in the order of known time, then sequence.</summary>
    private Instant? RetractedAt(int row)
    {
        var later = Enumerable.Range(0, Rows.Count).Where(i => !Rows[row][3].IsNull && Rows[i][3] == Rows[row][3]
            && (Orders[i].KnownAt > Orders[row].KnownAt || (Orders[i].KnownAt == Orders[row].KnownAt && i > row))).ToArray();
        return later.Length == 0 ? null : later.Min(i => Orders[i].KnownAt);
    }

    private FeatureValue[] Row()
    {
        var at = Start + (_random.Next(1_200) * Step) + (_random.Next(6) == 0 ? 1 : 0);
        var known = at + (_random.Next(5) == 0 ? _random.Next(-3, 80) * Step : 0);
        return
        [
            OrNull(40, () => FeatureValue.From(_random.Next(40) switch { 0 => "few", < 3 => "some", _ => "much" })),
            FeatureValue.From(new Instant(at)),
            FeatureValue.From(new Instant(known)),
            OrNull(2, () => FeatureValue.From($"r{_random.Next(900)}")),
            _random.Next(12) == 0 ? FeatureValue.From("delete") : FeatureValue.Null,
            OrNull(6, () => FeatureValue.From(_random.Next(60) == 0 ? Pick(Numbers) : _random.Next(2_000) / 7.0)),
            OrNull(6, () => FeatureValue.From(_random.Next(300) == 0 ? long.MaxValue - 1 : _random.NextInt64(-3, 9))),
            OrNull(6, () => FeatureValue.From(Pick(["", "a", "ä", "日本"]))),
            OrNull(6, () => FeatureValue.From(_random.Next(3) > 0)),
            OrNull(6, () => FeatureValue.From(new Instant(at + Step))),
        ];
    }

    private FeatureValue OrNull(int oneIn, Func<FeatureValue> value) => _random.Next(oneIn) == 0 ? FeatureValue.Null : value();

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
