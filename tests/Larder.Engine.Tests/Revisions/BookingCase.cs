using System.Globalization;
using Larder.Aggregation;
using Larder.Offline;
using Larder.Reference;
using Larder.Types;

namespace Larder.Revisions;

/// <summary>A generated change log, and what the views of <see cref="BookingRepository"/> yield by the naive twins.</summary>
internal sealed class BookingCase
{
    private static readonly ColumnType[] InputTypes = [ColumnType.Float64, ColumnType.String, ColumnType.Boolean];
    private static readonly TimeSpan[] Tiles = [TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    private static readonly AggregationSpec[] Specs =
    [
        new(AggregationKind.Count, -1, -1, Window.Hours(6)),
        new(AggregationKind.Sum, 0, -1, Window.Days(2)),
        new(AggregationKind.Mean, 0, -1, Window.Days(2)),
        new(AggregationKind.Max, 0, -1, Window.Days(2)),
        new(AggregationKind.Last, 1, -1, Window.Days(2)),
        new(AggregationKind.CountDistinct, 1, -1, Window.Lifetime),
        new(AggregationKind.Sum, 0, 2, Window.Lifetime),
        new(AggregationKind.Count, -1, -1, Window.Session(TimeSpan.FromHours(3))),
    ];

    public BookingCase(int seed, int rows)
    {
        var random = new Random(seed);
        var start = seed % 2 == 0 ? 1_700_000_000_000_000L : -40 * 3_600_000_000L;
        var all = Enumerable.Range(0, rows).Select(_ => Row(random, start)).ToArray();
        Rows = [.. all.Select((b, i) => (b, new EventOrder(Instant.From(b.At), Instant.From(b.KnownAt), i)))];
    }

    /// <summary>The guests asked for, one of them never seen.</summary>
    public static IReadOnlyList<string> Guests { get; } = ["g1", "g2", "g3", "nobody"];

    /// <summary>The rows in the order of ingest.</summary>
    public IReadOnlyList<(Booking Booking, EventOrder Order)> Rows { get; }

    /// <summary>Everything is known then.</summary>
    public Instant Newest => Rows.Max(r => r.Order.KnownAt > r.Order.EventTime ? r.Order.KnownAt : r.Order.EventTime);

    /// <summary>Some of the rows as a file.</summary>
    public static string Csv(IEnumerable<(Booking Booking, EventOrder Order)> rows) => "guest,id,op,at,known_at,price,is_paid\n" + string.Concat(rows.Select(r => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.Booking.Guest},{r.Booking.Id},{r.Booking.Op},{r.Booking.At:yyyy-MM-ddTHH:mm:ss.ffffff},{r.Booking.KnownAt:yyyy-MM-ddTHH:mm:ss.ffffff},{r.Booking.Price:R},{r.Booking.IsPaid}\n")));

    /// <summary>Until when a row counts: the least known time of the rows of its id that revise it; nothing that becomes known after <paramref name="asOf"/> is seen.</summary>
    public Instant? RetractedAt(int row, Instant asOf)
    {
        var (booking, order) = Rows[row];
        var later = Rows
            .Where(r => booking.Id is not null && r.Booking.Id == booking.Id && r.Order.KnownAt <= asOf)
            .Where(r => r.Order.KnownAt > order.KnownAt || (r.Order.KnownAt == order.KnownAt && r.Order.Sequence > order.Sequence))
            .ToArray();
        return later.Length == 0 ? null : later.Min(r => r.Order.KnownAt);
    }

    /// <summary>The features of a guest at a time, in the order of the service's outputs.</summary>
    public IReadOnlyList<OfflineEntry> Features(string guest, Instant at) =>
    [
        .. Row(Of(guest, _ => true), at, ttl: null),
        .. Row(Of(guest, b => b.IsPaid == true), at, BookingRepository.Ttl),
        .. Windows(Of(guest, b => b.IsPaid is not null), at),
    ];

    /// <summary>A guest's rows that count at some time, each with until when.</summary>
    public IEnumerable<(Booking Booking, EventOrder Order, Instant? RetractedAt)> Of(string guest, Func<Booking, bool> filter) =>
        Enumerable.Range(0, Rows.Count)
            .Where(i => Rows[i].Booking.Guest == guest && Rows[i].Booking.Op != "delete" && filter(Rows[i].Booking))
            .Select(i => (Rows[i].Booking, Rows[i].Order, RetractedAt(i, Newest)));

    private static IEnumerable<OfflineEntry> Row(IEnumerable<(Booking Booking, EventOrder Order, Instant? RetractedAt)> mine, Instant at, TimeSpan? ttl)
    {
        var visible = mine.Where(m => !(m.RetractedAt <= at)).Select(m => (m.Order, m.Booking)).ToArray();
        var found = NaivePointInTime.Lookup(visible, at, ttl);
        var newest = NaivePointInTime.Lookup(visible, at, null).Order?.EventTime;
        return new[] { FeatureValue.From(found.Row?.Price), FeatureValue.From(found.Row?.Id) }
            .Select(v => new OfflineEntry(v, found.Status == FeatureStatus.Present ? FeatureStatuses.Of(v) : found.Status, newest));
    }

    private static IEnumerable<OfflineEntry> Windows(IEnumerable<(Booking Booking, EventOrder Order, Instant? RetractedAt)> mine, Instant at)
    {
        var events = mine.Select(m => new NaiveEvent(m.Order, [FeatureValue.From(m.Booking.Price), FeatureValue.From(m.Booking.Id), FeatureValue.From(m.Booking.IsPaid!.Value)]) { RetractedAt = m.RetractedAt }).ToArray();
        var newest = NaiveWindows.NewestEvent(events, default, at);
        foreach (var spec in Specs)
        {
            var value = NaiveWindows.Compute(events, InputTypes, spec, default, Tiles, at);
            yield return new OfflineEntry(value, newest is null ? FeatureStatus.NotFound : FeatureStatuses.Of(value), newest);
        }
    }

    private static Booking Row(Random random, long start)
    {
        var at = start + (random.Next(40) * 3_600_000_000L) + (random.Next(6) == 0 ? 1 : 0);
        var known = at + (random.Next(3) == 0 ? random.Next(-2, 60) * 1_800_000_000L : 0);
        return new Booking(
            random.Next(12) == 0 ? null : $"g{random.Next(1, 4)}",
            random.Next(6) == 0 ? null : $"b{random.Next(15)}",
            random.Next(4) == 0 ? "delete" : random.Next(2) == 0 ? "upsert" : null,
            new Instant(at).ToDateTime(),
            new Instant(known).ToDateTime(),
            random.Next(6) == 0 ? null : random.Next(2_000) / 7.0,
            random.Next(5) == 0 ? null : random.Next(3) > 0);
    }
}
