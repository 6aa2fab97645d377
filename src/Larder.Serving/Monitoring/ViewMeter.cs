using Larder.Catalog;
using Larder.Monitoring;
using Larder.Types;

namespace Larder.Serving.Monitoring;

/// <summary>Counts what is served of one view: ages, results of its features, the newest event seen.</summary>
internal sealed class ViewMeter
{
    private const int Late = AgeTally.Count;
    private const int Whole = Late + 1;
    private const int Results = Whole + 1;

    private readonly long _maxAge;
    private readonly StripedCounters _served;
    private readonly StripedCounters _lags = new(AgeTally.Count);
    private long _newest = long.MinValue;

    public ViewMeter(CompiledView view)
    {
        View = view;
        _maxAge = view.Freshness is { } objective ? objective.P99.Ticks / TimeSpan.TicksPerMicrosecond : long.MaxValue;
        _served = new StripedCounters(Results + (view.Features.Count * FeatureResults.Count));
    }

    public CompiledView View { get; }

    /// <summary>The newest event seen; null for none.</summary>
    public Instant? Newest => Volatile.Read(ref _newest) is > long.MinValue and var newest ? new Instant(newest) : null;

    /// <summary>Counts values that rest on one event.</summary>
    public void AddAges(Instant eventTime, Instant at, int values)
    {
        var age = AddAge(_served, eventTime, at, values);
        if (age > _maxAge)
        {
            _served.Add(Late, values);
        }

        Saw(eventTime);
    }

    /// <summary>Counts one row in which every feature of the view is present.</summary>
    public void AddWhole() => _served.Add(Whole);

    public void AddResult(int feature, FeatureResult result) => _served.Add(Results + (feature * FeatureResults.Count) + (int)result - 1);

    /// <summary>Counts an event that a stream brought into the online row.</summary>
    public void AddLag(Instant eventTime, Instant writtenAt)
    {
        AddAge(_lags, eventTime, writtenAt, 1);
        Saw(eventTime);
    }

    /// <summary>Everything counted so far.</summary>
    public ViewCounts Read()
    {
        var served = _served.Sum();
        var results = new long[View.Features.Count][];
        for (var f = 0; f < results.Length; f++)
        {
            results[f] = served.AsSpan(Results + (f * FeatureResults.Count), FeatureResults.Count).ToArray();
            results[f][(int)FeatureResult.Present - 1] += served[Whole];
        }

        return new ViewCounts(served[..AgeTally.Count], served[Late], results, _lags.Sum(), Newest);
    }

    private static long AddAge(StripedCounters counters, Instant eventTime, Instant at, int values)
    {
        var age = at.Microseconds - eventTime.Microseconds;
        counters.Add(AgeBuckets.IndexOf(age), values);
        if (age < 0)
        {
            counters.Add(AgeTally.Negative, values);
            return age;
        }

        var (seconds, rest) = Math.DivRem(age, AgeTally.PerSecond);
        counters.Add(AgeTally.Seconds, seconds * values);
        counters.Add(AgeTally.Rest, rest * values);
        return age;
    }

    private void Saw(Instant eventTime)
    {
        var known = Volatile.Read(ref _newest);
        while (eventTime.Microseconds > known)
        {
            var seen = Interlocked.CompareExchange(ref _newest, eventTime.Microseconds, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}

/// <summary>What was counted of a view since the server started.</summary>
/// <param name="Ages">By <see cref="AgeTally"/>.</param>
/// <param name="Late">Values older than the view's objective allows.</param>
/// <param name="Results">Per feature, one count per <see cref="FeatureResult"/>.</param>
/// <param name="Lags">As the ages.</param>
/// <param name="Newest">The newest event seen.</param>
internal sealed record ViewCounts(long[] Ages, long Late, long[][] Results, long[] Lags, Instant? Newest);
