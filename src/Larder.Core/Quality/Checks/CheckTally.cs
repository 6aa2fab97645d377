using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>What was measured for a check, in whatever way: it is judged by <see cref="Check.Judge"/> alone.</summary>
/// <param name="Tested">Rows, or values, that the check looked at.</param>
/// <param name="Bad">Those that break it; 0 for an aggregate. Of a set of distinct values the values that are too many or missing.</param>
/// <param name="Value">The aggregate; null for none, as of no values.</param>
/// <param name="Repeated">Values that occur more than once, where values must be unique.</param>
/// <param name="Surplus">Rows beyond the first of each such value.</param>
public readonly record struct CheckTally(long Tested, long Bad, FeatureValue Value = default, long Repeated = 0, long Surplus = 0)
{
    /// <summary>Bad over tested; null where nothing was tested.</summary>
    public double? Share => Tested == 0 ? null : (double)Bad / Tested;

    /// <summary>Whether nothing was tested, or at least a share of it is good.</summary>
    internal bool IsMostlyGood(double mostly) => Tested == 0 || (double)(Tested - Bad) / Tested >= mostly;
}

/// <summary>A bad row, or a value that repeats.</summary>
/// <param name="Row">The row's number; of a repeated value how many rows have it.</param>
/// <param name="Values">In one form, with one zero and one NaN. A row: the values of all columns. A repeated value: those of the check's columns.</param>
public sealed record CheckSample(long Row, IReadOnlyList<FeatureValue> Values)
{
    /// <summary>The names of the values, where they are those of a query; null where they are columns of the rows.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>How many rows of another source have the values; null where there is none.</summary>
    public long? There { get; init; }
}

/// <summary>A check judged on the rows of one group.</summary>
/// <param name="Key">The group's value, which may be null.</param>
/// <param name="Tally">What was measured in it.</param>
/// <param name="Outcome">How it came out.</param>
public sealed record GroupResult(FeatureValue Key, CheckTally Tally, CheckOutcome Outcome);

/// <summary>How a check came out.</summary>
/// <param name="Check">The check.</param>
/// <param name="Outcome">How; per group the worst.</param>
/// <param name="Tally">What was measured; per group the sums, without a value.</param>
public sealed record CheckResult(Check Check, CheckOutcome Outcome, CheckTally Tally)
{
    /// <summary>Why it could not run, or was not evaluated; null where it was.</summary>
    public string? Error { get; init; }

    /// <summary>The groups, by value, null first; empty without <see cref="Check.GroupBy"/>.</summary>
    public IReadOnlyList<GroupResult> Groups { get; init; } = [];

    /// <summary>Some bad rows by their number, or repeated values, the most frequent first; empty unless the check is broken.</summary>
    public IReadOnlyList<CheckSample> Samples { get; init; } = [];

    /// <summary>The result of a check without groups.</summary>
    public static CheckResult Of(Check check, CheckTally tally)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new(check, check.Judge(tally), tally);
    }

    /// <summary>The result of a check that could not run.</summary>
    public static CheckResult Failed(Check check, string error) => new(check, CheckOutcome.Error, default) { Error = error };

    /// <summary>The result of a check for which there was nothing to compare with.</summary>
    public static CheckResult NotEvaluated(Check check, string reason) => new(check, CheckOutcome.NotEvaluated, default) { Error = reason };

    /// <summary>The result of a check with groups. Without any, rows hold and aggregates are not evaluated.</summary>
    public static CheckResult Of(Check check, IEnumerable<(FeatureValue Key, CheckTally Tally)> groups)
    {
        ArgumentNullException.ThrowIfNull(check);
        GroupResult[] judged = [.. groups.OrderBy(g => g.Key, ValueOrder.Comparer).Select(g => new GroupResult(g.Key, g.Tally, check.Judge(g.Tally)))];
        var tally = new CheckTally(judged.Sum(g => g.Tally.Tested), judged.Sum(g => g.Tally.Bad), default, judged.Sum(g => g.Tally.Repeated), judged.Sum(g => g.Tally.Surplus));
        var outcome = judged.Length > 0 ? judged.Max(g => g.Outcome) : check.IsAggregate ? CheckOutcome.NotEvaluated : CheckOutcome.Pass;
        return new(check, outcome, tally) { Groups = judged };
    }
}
