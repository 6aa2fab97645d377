using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Quality.Checks;
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

    private static ExpectedPlace ColumnOf<T>(LambdaExpression column)
    {
        var schema = EventSchema.Of(typeof(T));
        var index = ColumnSelector.IndexOf(schema, column)
            ?? throw new InvalidDefinitionException($"An expectation needs a property of {typeof(T).Name} that is a column, as in ({typeof(T).Name} l) => l.{schema.Columns[0].Property}.");
        return new(schema, index);
    }
}
