namespace Larder.Quality.Checks;

/// <summary>Checks that are written in SQL, which only the engine evaluates.</summary>
public static class CheckSql
{
    /// <summary>What stands for the rows in the SQL of a check.</summary>
    public const string Rows = "{rows}";

    /// <summary>The name under which the engine knows the rows.</summary>
    public const string Table = "checked_rows";

    /// <summary>A meter that says so.</summary>
    internal static CheckMeter NoMeterOf(Check check) => new NoMeter(
        $"Check {check.Name} is written in SQL, which runs over files and tables and not over rows in memory; a condition in When has to compare columns with constants, for it becomes SQL too.");
}

/// <summary><c>metric_expression</c>: an aggregate in SQL lies within bounds.</summary>
/// <param name="Sql">The expression.</param>
/// <param name="Bounds">The bounds.</param>
public sealed record MetricExpressionCheck(string Sql, Bounds Bounds) : BoundedCheck(Bounds)
{
    /// <inheritdoc/>
    public override string Kind => "metric_expression";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [];

    /// <inheritdoc/>
    public override string Limit => $"{Sql} in {Bounds}";

    internal override string Details => $"{CheckTexts.All([Bounds.AtLeast, Bounds.AtMost])}{base.Details}";

    internal override CheckMeter Start(CheckContext context) => CheckSql.NoMeterOf(this);
}

/// <summary><c>failing_rows</c>: a query over the rows finds none. Tested are the rows, bad those that it finds.</summary>
/// <param name="Sql">The query, with <see cref="CheckSql.Rows"/> for the rows.</param>
public sealed record FailingRowsCheck(string Sql) : Check
{
    /// <inheritdoc/>
    public override string Kind => "failing_rows";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [];

    /// <inheritdoc/>
    public override string Limit => $"no rows: {Sql}";

    internal override bool CanGroup => false;

    internal override bool Holds(CheckTally tally) => tally.Bad == 0;

    internal override CheckMeter Start(CheckContext context) => CheckSql.NoMeterOf(this);
}
