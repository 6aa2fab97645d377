using Larder.Catalog;
using Larder.Monitoring;
using Larder.Types;

namespace Larder.Serving.Monitoring;

/// <summary>
/// Counts what is read: give it to a <see cref="Online.FeatureReader"/>, and to an <see cref="Streaming.OnlineUpdater"/> what it writes. Reads only add to
/// counters in memory; <see cref="Take"/> gives what came since the last time.
/// </summary>
/// <threadsafety>Safe for use by many threads; <see cref="Take"/> by one at a time.</threadsafety>
public sealed class ServingMonitor
{
    internal const int Requests = 0;
    internal const int Covered = 1;
    internal const int CanaryReads = 2;
    internal const int CanaryFailures = 3;

    private readonly Dictionary<string, ViewMeter> _views;
    private readonly Dictionary<string, StripedCounters> _services;
    private readonly Dictionary<string, CheckCounters> _checks;
    private readonly Dictionary<(TallyKind Kind, string Subject), long[]> _taken = [];

    /// <summary>Creates a monitor; everything is zero.</summary>
    /// <param name="catalog">The repository's definitions.</param>
    public ServingMonitor(FeatureCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _views = catalog.Views.ToDictionary(v => v.Name, v => new ViewMeter(v), StringComparer.Ordinal);
        _services = catalog.Services.ToDictionary(s => s.Name, _ => new StripedCounters(CanaryFailures + 1), StringComparer.Ordinal);
        _checks = MonitoringReport.ServedChecks(catalog).ToDictionary(c => c.TallySubject, c => new CheckCounters(c), StringComparer.Ordinal);
    }

    /// <summary>Everything counted since the monitor was made, as tallies of one minute.</summary>
    /// <param name="minute">The minute they get.</param>
    public IReadOnlyList<Tally> Read(Instant minute) => [.. All().Select(t => new Tally(minute, false, t.Kind, t.Subject, t.Counts))];

    /// <summary>What was counted since the last call, as tallies of one minute; subjects of which nothing was are left out.</summary>
    /// <param name="minute">The minute they get.</param>
    public IReadOnlyList<Tally> Take(Instant minute)
    {
        var taken = new List<Tally>();
        foreach (var (kind, subject, counts) in All())
        {
            var before = _taken.GetValueOrDefault((kind, subject)) ?? new long[counts.Length];
            if (counts.AsSpan().SequenceEqual(before))
            {
                continue;
            }

            _taken[(kind, subject)] = counts;
            taken.Add(new Tally(minute, false, kind, subject, kind == TallyKind.Newest ? counts : [.. counts.Zip(before, (now, then) => now - then)]));
        }

        return taken;
    }

    /// <summary>Counts a read of a service's canary.</summary>
    internal void AddCanary(string service, bool isGood)
    {
        _services[service].Add(CanaryReads);
        if (!isGood)
        {
            _services[service].Add(CanaryFailures);
        }
    }

    internal ViewMeter View(string name) => _views[name];

    internal StripedCounters Service(string name) => _services[name];

    internal CheckCounters Check(ServedCheck check) => _checks[check.TallySubject];

    private IEnumerable<(TallyKind Kind, string Subject, long[] Counts)> All()
    {
        foreach (var (name, meter) in _views.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var counts = meter.Read();
            yield return (TallyKind.Age, name, counts.Ages);
            yield return (TallyKind.Lag, name, counts.Lags);
            if (meter.View.Freshness is { } objective)
            {
                yield return (TallyKind.Late, Objective.LateSubject(name, objective.P99), [counts.Ages.Take(AgeBuckets.Count).Sum(), counts.Late]);
            }

            for (var f = 0; f < counts.Results.Length; f++)
            {
                yield return (TallyKind.Result, $"{name}:{meter.View.Features[f].Name}", counts.Results[f]);
            }

            if (counts.Newest is { } newest)
            {
                yield return (TallyKind.Newest, name, [newest.Microseconds]);
            }
        }

        foreach (var (name, counters) in _services.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            var counts = counters.Sum();
            yield return (TallyKind.Coverage, name, counts[..CanaryReads]);
            yield return (TallyKind.Canary, name, counts[CanaryReads..]);
        }

        foreach (var (subject, check) in _checks.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            yield return (TallyKind.Check, subject, check.Read());
        }
    }
}
