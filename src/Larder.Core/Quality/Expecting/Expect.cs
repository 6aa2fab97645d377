using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Quality.Checks;
using Larder.SqlViews;
using Larder.Types;

namespace Larder;

/// <summary>
/// Makes expectations: <c>Expect.Column((OrderLine l) => l.Quantity).Between(1, 10_000, mostly: 0.99)</c>. They are given to a source's suite with
/// <c>source.Expect(lines => lines.Check(…))</c>. A column is a property of the event type; nulls are left out unless a method says otherwise.
/// </summary>
public static class Expect
{
    /// <summary>Expectations of a column of values that cannot be null.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <typeparam name="TValue">bool, int, long, float, double or DateTime.</typeparam>
    /// <param name="column"><c>(OrderLine l) => l.Quantity</c></param>
    /// <exception cref="InvalidDefinitionException">The lambda is no column.</exception>
    public static ExpectedValues<T, TValue> Column<T, TValue>(Expression<Func<T, TValue>> column)
        where TValue : struct => new(ColumnOf<T>(column));

    /// <summary>Expectations of a column of values that can be null.</summary>
    /// <inheritdoc cref="Column{T, TValue}(Expression{Func{T, TValue}})"/>
    public static ExpectedValues<T, TValue> Column<T, TValue>(Expression<Func<T, TValue?>> column)
        where TValue : struct => new(ColumnOf<T>(column));

    /// <summary>Expectations of a column of text.</summary>
    /// <inheritdoc cref="Column{T, TValue}(Expression{Func{T, TValue}})"/>
    public static ExpectedText<T> Column<T>(Expression<Func<T, string?>> column) => new(ColumnOf<T>(column));

    /// <summary>Expectations of a column of lists or maps, of which only the nulls are looked at.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <typeparam name="TValue">The column's type.</typeparam>
    /// <param name="column"><c>(Item i) => i.Embedding</c></param>
    /// <exception cref="InvalidDefinitionException">The lambda is no column.</exception>
    public static ExpectedColumn<T> Collection<T, TValue>(Expression<Func<T, TValue?>> column)
        where TValue : class => new(ColumnOf<T>(column));

    /// <summary>Expectations of two columns of a row.</summary>
    /// <param name="left"><c>(Loan l) => l.PaidAt</c></param>
    /// <param name="right"><c>l => l.DueAt</c></param>
    /// <inheritdoc cref="Column{T, TValue}(Expression{Func{T, TValue}})"/>
    public static ExpectedPair<T, TLeft, TRight> Pair<T, TLeft, TRight>(Expression<Func<T, TLeft>> left, Expression<Func<T, TRight>> right) =>
        new(ColumnOf<T>(left), ColumnOf<T>(right));

    /// <summary>Expectations of several columns of a row.</summary>
    /// <param name="columns"><c>(Loan l) => l.Lender, l => l.Borrower</c>; at least two.</param>
    /// <inheritdoc cref="Column{T, TValue}(Expression{Func{T, TValue}})"/>
    public static ExpectedColumns<T> Columns<T>(params Expression<Func<T, object?>>[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.Length > 1 ? new([.. columns.Select(ColumnOf<T>)]) : throw new InvalidDefinitionException("Expect.Columns takes at least two columns; use Expect.Column for one.");
    }

    /// <summary>A condition that every row meets, as it comes, with its nulls. A row on which it stumbles over a null does not meet it.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <param name="name">The check's name.</param>
    /// <param name="condition"><c>(OrderLine l) => l.Quantity != 0</c></param>
    /// <param name="mostly">The least share of rows that meet it.</param>
    /// <exception cref="InvalidDefinitionException">The name or the share is not valid, or the condition is not deterministic.</exception>
    public static Expectation<T> Row<T>(string name, Expression<Func<T, bool>> condition, double mostly = 1)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Names.Check("check", name);
        return new(new ExpressionCheck(RowCondition.Of(condition, EventSchema.Of(typeof(T)), $"Check {name}")) { Name = name, Mostly = Declared.Share(mostly) });
    }

    /// <summary>The number of rows lies between two bounds.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <param name="atLeast">Fewest rows.</param>
    /// <param name="atMost">Most rows; null for any number.</param>
    /// <exception cref="InvalidDefinitionException">Nothing lies between the bounds.</exception>
    public static Expectation<T> RowCount<T>(long atLeast = 1, long? atMost = null) =>
        new(new AggregateCheck(Measure.RowCount, null, Declared.Bounds(FeatureValue.From(atLeast), FeatureValue.From(atMost))) { Name = "row_count" });

    /// <summary><c>row_count_ratio</c>: the number of rows over that of another source lies between two bounds. In it no row leaves no ratio, which breaks the check.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <typeparam name="TOther">The other source's event type.</typeparam>
    /// <param name="other">The other source, stored; a filtered one has the rows that pass.</param>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <exception cref="InvalidDefinitionException">Nothing lies between the bounds.</exception>
    public static Expectation<T> RowCountRatio<T, TOther>(Events<TOther> other, double? atLeast = null, double? atMost = null) =>
        Ratio<T>(Declared.Other(other), atLeast, atMost);

    /// <summary><c>row_count_ratio</c>: the number of rows over that of the stored table's version before lies between two bounds. It is evaluated over the stored table, from its second version on.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <exception cref="InvalidDefinitionException">Nothing lies between the bounds.</exception>
    public static Expectation<T> RowCountChange<T>(double? atLeast = null, double? atMost = null) => Ratio<T>(null, atLeast, atMost);

    /// <summary><c>metric_expression</c>: an aggregate in SQL lies between two bounds. It is evaluated over files and tables, not over rows in memory.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <param name="name">The check's name.</param>
    /// <param name="sql">An expression over the columns, in snake case: <c>"sum(quantity * unit_price) / count(*)"</c>. It is deterministic and has no query in it.</param>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <exception cref="InvalidDefinitionException">The name is not valid, nothing lies between the bounds, or the SQL is refused.</exception>
    public static Expectation<T> Metric<T>(string name, string sql, double? atLeast = null, double? atMost = null)
    {
        SqlRules.CheckExpression($"Check {Names.Check("check", name)}", sql);
        return new(new MetricExpressionCheck(sql, Declared.Bounds(FeatureValue.From(atLeast), FeatureValue.From(atMost))) { Name = name });
    }

    /// <summary><c>failing_rows</c>: a query finds no rows. It is evaluated over files and tables, not over rows in memory.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <param name="name">The check's name.</param>
    /// <param name="sql">One query, deterministic, that reads <c>{rows}</c> and nothing else: <c>"SELECT invoice_no FROM {rows} GROUP BY 1 HAVING count(DISTINCT customer_id) > 1"</c>.</param>
    /// <exception cref="InvalidDefinitionException">The name is not valid, or the SQL is refused.</exception>
    public static Expectation<T> NoRows<T>(string name, string sql)
    {
        SqlRules.CheckQuery($"Check {Names.Check("check", name)}", sql);
        return new(new FailingRowsCheck(sql) { Name = name });
    }

    /// <summary><c>row_aggregate</c>: a number that a class of yours makes of the rows lies between two bounds.</summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <typeparam name="TAggregate">The class; its name is part of the definition, its code is not.</typeparam>
    /// <param name="name">The check's name.</param>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <exception cref="InvalidDefinitionException">The name is not valid, or nothing lies between the bounds.</exception>
    public static Expectation<T> Aggregate<T, TAggregate>(string name, double? atLeast = null, double? atMost = null)
        where TAggregate : RowAggregate<T>, new()
    {
        var schema = EventSchema.Of(typeof(T));
        var read = RowCompiler.CompileRow<T>(schema, $"Check {Names.Check("check", name)}");
        BatchAggregate Make()
        {
            var aggregate = new TAggregate();
            return new((batch, row) => aggregate.Add(read(batch, row)), () => aggregate.Value);
        }

        return new(new RowAggregateCheck(typeof(TAggregate).Written(), Make, Declared.Bounds(FeatureValue.From(atLeast), FeatureValue.From(atMost))) { Name = name });
    }

    private static Expectation<T> Ratio<T>(OtherRows? there, double? atLeast, double? atMost) => new(
        new RowCountRatioCheck(there, Declared.Bounds(FeatureValue.From(atLeast), FeatureValue.From(atMost))) { Name = there is null ? "row_count_change" : $"row_count_ratio_{there.Source.Name}" });

    private static ExpectedPlace ColumnOf<T>(LambdaExpression column) => Declared.Place<T>(column);
}
