using Larder.Cli.Verification.Causes;
using Larder.Errors;
using Larder.Offline;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Cli.Verification;

/// <summary>Compares vectors and counts, over any number of plans.</summary>
internal sealed class ParityTally(double tolerance, int mostExamples)
{
    private const string Whole = "*";

    private readonly Dictionary<string, Counts> _features = new(StringComparer.Ordinal);
    private readonly SortedDictionary<DifferenceCause, List<ParityDifference>> _examples = [];
    private long _different;
    private long _present;
    private long _within;

    /// <summary>Pairs compared so far.</summary>
    public long Compared { get; private set; }

    /// <summary>Compares vectors of one plan with history, finds the causes and counts.</summary>
    /// <param name="plan">The features.</param>
    /// <param name="online">What was served.</param>
    /// <param name="offline">What history says, one for each.</param>
    /// <param name="causes">Finds why they differ.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public async Task AddAsync(
        FeaturePlan plan, IReadOnlyList<OnlineVector> online, IReadOnlyList<OfflineVector> offline, CauseFinder causes, CancellationToken cancellationToken)
    {
        var differences = new List<Difference>();
        foreach (var output in Enumerable.Range(0, plan.Outputs.Count))
        {
            CountsOf(NameOf(plan, output));
        }

        for (var i = 0; i < online.Count; i++)
        {
            var before = differences.Count;
            Compare(plan, online[i], offline[i], differences);
            Compared++;
            _different += differences.Count > before ? 1 : 0;
        }

        await causes.FindAsync(differences, cancellationToken);
        var shown = new List<Difference>();
        foreach (var difference in differences)
        {
            var counts = CountsOf(NameOf(plan, difference.Output));
            counts.Causes[difference.Cause!.Value] = counts.Causes.GetValueOrDefault(difference.Cause.Value) + 1;
            if (ExamplesOf(difference.Cause.Value).Count + shown.Count(d => d.Cause == difference.Cause) < mostExamples)
            {
                shown.Add(difference);
            }
        }

        await causes.DescribeAsync(shown, cancellationToken);
        foreach (var difference in shown)
        {
            ExamplesOf(difference.Cause!.Value).Add(Example(plan, difference));
        }
    }

    /// <summary>The counts.</summary>
    public ParityReport Report(string? service, IReadOnlyList<StoredView> store, ReplayedLog? log) => new(
        service,
        Compared,
        _different,
        _present,
        _within,
        [.. _features.Select(f => new FeatureParity(f.Key, f.Value.Compared, f.Value.Causes.Values.Sum(), f.Value.Causes))],
        Examples(),
        store,
        log);

    private void Compare(FeaturePlan plan, OnlineVector online, OfflineVector offline, List<Difference> differences)
    {
        if (online.Thrown is not null || offline.Thrown is not null)
        {
            if (online.Thrown?.Message != offline.Thrown?.Message)
            {
                CountsOf(Whole).Compared++;
                differences.Add(new Difference(online, -1, offline: default) { Evidence = Thrown(online.Thrown, offline.Thrown) });
            }

            return;
        }

        for (var output = 0; output < plan.Outputs.Count; output++)
        {
            var (served, known) = (online.Entries[output], offline.Entries[output]);
            _present += served.Status == FeatureStatus.Present ? 1 : 0;
            CountsOf(NameOf(plan, output)).Compared++;
            if (served == known)
            {
                continue;
            }

            if (IsWithin(served, known))
            {
                _within++;
                continue;
            }

            differences.Add(new Difference(online, output, known));
        }
    }

    private bool IsWithin(OfflineEntry online, OfflineEntry offline)
    {
        if (tolerance == 0 || online.Status != offline.Status || online.EventTime != offline.EventTime || online.Value.Type != offline.Value.Type
            || online.Value.Type is not (ColumnType.Float64 or ColumnType.Float32))
        {
            return false;
        }

        var (a, b) = (online.Value.ToNumber()!.Value, offline.Value.ToNumber()!.Value);
        return Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(a), Math.Abs(b));
    }

    /// <summary>The causes take turns, so that each is seen.</summary>
    private List<ParityDifference> Examples()
    {
        var examples = new List<ParityDifference>();
        for (var turn = 0; examples.Count < mostExamples && _examples.Values.Any(e => e.Count > turn); turn++)
        {
            examples.AddRange(_examples.Values.Where(e => e.Count > turn).Select(e => e[turn]).Take(mostExamples - examples.Count));
        }

        return examples;
    }

    private static ParityDifference Example(FeaturePlan plan, Difference difference)
    {
        var point = difference.Online.Point;
        var request = string.Join(", ", plan.Request.Zip(point.Request, (column, value) => $"{column.Name} {value}"));
        return new ParityDifference(
            NameOf(plan, difference.Output), string.Join(", ", point.Keys), point.At, request, difference.OnlineEntry, difference.Offline, difference.Cause!.Value, difference.Evidence);
    }

    private static string NameOf(FeaturePlan plan, int output) => output < 0 ? Whole : $"{plan.Outputs[output].View.Name}:{plan.Outputs[output].Feature.Name}";

    private static string Thrown(UserCodeException? online, UserCodeException? offline) => $"online: {online?.Message ?? "a vector"}; offline: {offline?.Message ?? "a vector"}";

    private Counts CountsOf(string feature)
    {
        if (!_features.TryGetValue(feature, out var counts))
        {
            _features.Add(feature, counts = new Counts());
        }

        return counts;
    }

    private List<ParityDifference> ExamplesOf(DifferenceCause cause)
    {
        if (!_examples.TryGetValue(cause, out var examples))
        {
            _examples.Add(cause, examples = []);
        }

        return examples;
    }

    private sealed class Counts
    {
        public long Compared { get; set; }

        public SortedDictionary<DifferenceCause, long> Causes { get; } = [];
    }
}
