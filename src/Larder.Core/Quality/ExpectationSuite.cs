using Larder.Expressions;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>What raw rows must meet, compiled. Row rules quarantine; suite rules stop the run.</summary>
/// <param name="RowRules">Checked for every row, in this order; the first broken one names the quarantined row's rule.</param>
/// <param name="RejectsDuplicates">Whether a row equal in every column to an earlier one is quarantined.</param>
/// <param name="SuiteRules">Checked over the whole input.</param>
public sealed record ExpectationSuite(IReadOnlyList<RowRule> RowRules, bool RejectsDuplicates, IReadOnlyList<SuiteRule> SuiteRules)
{
    private const string RowCountCheck = "row_count";

    /// <summary>Checks that <c>larder validate</c> runs over files and the stored table, in this order. Default none.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary><see cref="Checks"/> behind the suite's bounds on the number of rows, which by default let an empty input fail.</summary>
    public IReadOnlyList<Check> AllChecks =>
    [
        .. SuiteRules.Where(r => r.Kind == SuiteRuleKind.RowCount && Checks.All(c => c.Name != RowCountCheck)).Select(r => new AggregateCheck(
            Measure.RowCount, null, new Bounds(FeatureValue.From((long?)r.AtLeast), FeatureValue.From((long?)r.AtMost))) { Name = RowCountCheck }),
        .. Checks,
    ];

    /// <summary>The rule name of a row that repeats an earlier one.</summary>
    public const string DuplicateRule = "no_duplicates";

    /// <summary>Whether a row rule reads a column.</summary>
    public bool IsAskedAbout(int column) => RowRules.Any(r => r.Condition.Columns.Contains(column));

    /// <summary>A suite that accepts everything but an empty input.</summary>
    public static ExpectationSuite Empty { get; } = new([], false, [SuiteRule.RowCount(1, null)]);
}

/// <summary>A condition every row must meet.</summary>
/// <param name="Name">The rule's name, stored with quarantined rows.</param>
/// <param name="Condition">The condition.</param>
/// <param name="ForRows">The same for many rows: a column of truths.</param>
public sealed record RowRule(string Name, RowCondition Condition, ColumnFunction ForRows)
{
    /// <summary>The condition in canonical text.</summary>
    public string Text => Condition.Text;
}

/// <summary>The kinds of suite rules. The numbers are stored; append only.</summary>
public enum SuiteRuleKind
{
    /// <summary>Number of rows between two bounds.</summary>
    RowCount = 1,

    /// <summary>Share of nulls in a column at most a bound.</summary>
    NullRate = 2,

    /// <summary>Share of quarantined rows at most a bound.</summary>
    QuarantineRate = 3,
}

/// <summary>A condition on the input as a whole.</summary>
/// <param name="Kind">What is measured.</param>
/// <param name="Column">The column's index, for rules on one; else -1.</param>
/// <param name="AtLeast">Least value allowed; null for none.</param>
/// <param name="AtMost">Greatest value allowed; null for none.</param>
public sealed record SuiteRule(SuiteRuleKind Kind, int Column, double? AtLeast, double? AtMost)
{
    /// <summary>A bound on the number of rows.</summary>
    public static SuiteRule RowCount(long? atLeast, long? atMost) => new(SuiteRuleKind.RowCount, -1, atLeast, atMost);

    /// <summary>Whether a measured value is within the bounds.</summary>
    public bool Holds(double value) => !(value < AtLeast) && !(value > AtMost);
}
