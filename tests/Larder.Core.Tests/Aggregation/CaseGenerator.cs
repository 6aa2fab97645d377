using Larder.Aggregation;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation;

/// <summary>
/// Makes cases. Times lie on a coarse grid around a base (before 1970, or where clocks change), so that ties and events exactly on window
/// edges, midnights and tile borders are common; everything is moved off the grid by a microsecond now and then.
/// </summary>
internal sealed class CaseGenerator(int seed, int size)
{
    private const long Hour = 3_600_000_000;

    private static readonly double[] Special =
    [
        double.NaN, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001), double.PositiveInfinity, double.NegativeInfinity,
        -0.0, 0.0, double.Epsilon, double.MaxValue, double.MinValue,
    ];

    /// <summary>Where the clocks of <see cref="CaseAggregations.Zones"/> change: at night, at midnight, over midnight, by half an hour and by a whole day.</summary>
    private static readonly string[] Changes =
    [
        "2024-03-31T01:00:00Z", "2024-10-27T01:00:00Z", "2024-03-10T07:00:00Z", "2024-11-03T06:00:00Z", "2024-04-06T15:00:00Z", "2024-10-05T15:30:00Z",
        "2018-11-04T03:00:00Z", "2018-02-18T02:00:00Z", "2010-11-07T02:31:00Z", "2011-12-30T10:00:00Z",
    ];

    private readonly Random _random = new(seed);
    private long _start;
    private long _step;
    private long _lag;
    private long[] _widths = [];

    public AggregationCase Create(bool withLifetime, int aggregations, int times)
    {
        _step = Pick(1L, 1_000_000L, Hour / 2, 6 * Hour);
        _start = Pick(0L, -_step, -100 * _step, 1_300_000_000_000_000L, Time(Pick(Changes)), Time(Pick(Changes)));
        _lag = _random.Next(4) == 0 ? _step * _random.Next(1, 6) : 0;
        _widths = [_step * _random.Next(1, 6), (_step * _random.Next(1, 20)) + _random.Next(2)];
        var events = Events();
        TimeSpan[] tiles = Grid();
        AggregationSpec[] specs = [.. CaseAggregations.Windows(_random, _step, _widths, withLifetime).SelectMany(CaseAggregations.Of)];
        _random.Shuffle(specs);
        var plan = new AggregatePlan(CaseAggregations.Inputs, specs[..aggregations], new WindowEdges(_random.Next(2) == 0, _random.Next(2) == 0), TileGrid.OfAny(tiles));
        Instant[] asked = [.. Enumerable.Range(0, times).Select(_ => new Instant(Asked(events)))];
        return new AggregationCase(
            events, plan, tiles, _random.Next(4) > 0 ? [.. asked.Order()] : asked, new Instant(_start + (_step * _random.Next(-5, 12))), Pick(0, 0, 4, 64), seed);
    }

    private static long Time(string text) => Instant.TryParse(text, out var instant) ? instant.Microseconds : throw new FormatException(text);

    /// <summary>One to three levels.</summary>
    private TimeSpan[] Grid()
    {
        var widths = new List<long> { (_step * Pick(1, 2, 3, 7)) + _random.Next(2) };
        for (var level = _random.Next(3); level > 0; level--)
        {
            widths.Add(widths[^1] * _random.Next(2, 4));
        }

        return [.. widths.Select(w => TimeSpan.FromMicroseconds(w))];
    }

    /// <summary>At an event, where one lies on the trailing edge of a window, where one becomes known or ceases to count, or at a change; sometimes a microsecond beside.</summary>
    private long Asked(NaiveEvent[] events)
    {
        var anchor = _start;
        if (events.Length > 0 && _random.Next(8) > 0)
        {
            var e = Pick(events);
            anchor = (_random.Next(6) > 0 ? e.Order.EventTime : e.RetractedAt ?? e.Order.KnownAt).Microseconds;
        }

        return anchor + Pick(0, _widths[0], _widths[1], _step) + Pick(0, 0, 0, 1, -1);
    }

    private NaiveEvent[] Events()
    {
        var events = new List<NaiveEvent>();
        while (events.Count < size)
        {
            var next = Event(events.Count);
            if (events.Count > 0 && _random.Next(6) == 0)
            {
                // The same once more, or a correction: the old one counts until the new one is known.
                var old = _random.Next(events.Count);
                if (_random.Next(2) == 0)
                {
                    next = events[old] with { Order = events[old].Order with { Sequence = events.Count } };
                }
                else
                {
                    events[old] = events[old] with { RetractedAt = next.Order.KnownAt };
                }
            }

            events.Add(next);
        }

        var all = events.ToArray();
        _random.Shuffle(all);
        return all;
    }

    private NaiveEvent Event(int sequence)
    {
        var time = _start + (_step * _random.Next(-8, Math.Max(20, size / 3))) + (_random.Next(8) == 0 ? 1 : 0);
        var late = _random.Next(4) == 0 ? _step * _random.Next(-2, 12) : 0;
        var known = time + (_lag > 0 ? Math.Max(late, _lag) : late);
        return new NaiveEvent(
            new EventOrder(new Instant(time), new Instant(known), sequence),
            [
                OrNull(() => FeatureValue.From(_random.Next(6) == 0 ? Pick(Special) : (_random.NextDouble() - 0.5) * 1e3)),
                OrNull(() => FeatureValue.From(_random.Next(250) == 0 ? long.MaxValue - _random.Next(3) : _random.NextInt64(-4, 5))),
                OrNull(() => FeatureValue.From(Pick(string.Empty, "a", "A", "ä", "日本", "🥫"))),
                OrNull(() => FeatureValue.From(_random.Next(3) > 0)),
                OrNull(() => FeatureValue.From(new Instant(time + Pick(0, _step)))),
            ])
        {
            RetractedAt = _random.Next(5) == 0 ? new Instant(known + (_step * _random.Next(-1, 12))) : null,
        };
    }

    private FeatureValue OrNull(Func<FeatureValue> value) => _random.Next(5) == 0 ? FeatureValue.Null : value();

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
