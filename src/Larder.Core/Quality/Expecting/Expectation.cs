using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder;

/// <summary>One data check on rows of type <typeparamref name="T"/>. Immutable: each method returns a changed copy. <see cref="Expect"/> makes them.</summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class Expectation<T>
{
    internal Expectation(Check check) => Check = check;

    /// <summary>The check.</summary>
    public Check Check { get; }

    /// <summary>A copy with another name. Default the columns and the kind, such as <c>quantity_between</c>.</summary>
    /// <param name="name">A letter, then letters, digits and underscores; unique in the suite.</param>
    /// <exception cref="InvalidDefinitionException">The name is not valid.</exception>
    public Expectation<T> Named(string name) => new(Check with { Name = Names.Check("check", name) });

    /// <summary>A copy that says what it is for. Not part of the definition.</summary>
    /// <param name="text">A sentence for people.</param>
    public Expectation<T> Described(string text) => new(Check with { Description = text });

    /// <summary>A copy that warns where it is broken and does not fail the suite.</summary>
    public Expectation<T> AsWarning() => new(Check with { Severity = CheckSeverity.Warn });

    /// <summary>A copy that warns where it holds, but less than this share of what was tested is good: <c>.Between(1, 10_000, mostly: 0.95).WarnBelow(0.99)</c>.</summary>
    /// <param name="share">From the share below which it fails to 1.</param>
    /// <exception cref="InvalidDefinitionException">The check judges a number, or it would never warn.</exception>
    public Expectation<T> WarnBelow(double share) => new(Declared.WarnBelow(Check, share));

    /// <summary>A copy that warns where it holds, but the number lies outside of narrower bounds: <c>.RowCount(atLeast: 1_000).WarnUnless(atLeast: 5_000)</c>.</summary>
    /// <param name="atLeast">The lower bound; null for none.</param>
    /// <param name="atMost">The upper bound; null for none.</param>
    /// <exception cref="InvalidDefinitionException">The check judges no number, nothing lies between the bounds, or they reach beyond those outside of which it fails.</exception>
    public Expectation<T> WarnUnless(double? atLeast = null, double? atMost = null) => Warn(FeatureValue.From(atLeast), FeatureValue.From(atMost));

    /// <inheritdoc cref="WarnUnless(double?, double?)"/>
    public Expectation<T> WarnUnless(DateTime? atLeast = null, DateTime? atMost = null) => Warn(FeatureValue.From(atLeast), FeatureValue.From(atMost));

    /// <inheritdoc cref="WarnUnless(double?, double?)"/>
    public Expectation<T> WarnUnless(string? atLeast = null, string? atMost = null) => Warn(FeatureValue.From(atLeast), FeatureValue.From(atMost));

    /// <summary>A copy that is asked only about the rows that meet a condition, as if the others were not there. A row on which the condition stumbles over a null does not meet it.</summary>
    /// <param name="condition"><c>l => l.Country == "France"</c></param>
    /// <exception cref="InvalidDefinitionException">The condition is not deterministic, or there is one already.</exception>
    public Expectation<T> When(Expression<Func<T, bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Check.When is null
            ? new(Check with { When = RowCondition.Of(condition, EventSchema.Of(typeof(T)), $"Check {Check.Name}: its condition") })
            : throw new InvalidDefinitionException($"Check {Check.Name} has two conditions; join them with && in one When.");
    }

    /// <summary>A copy that must hold in each group of rows with one value of a column; null is a value.</summary>
    /// <typeparam name="TKey">The column's type.</typeparam>
    /// <param name="column"><c>l => l.Country</c></param>
    /// <exception cref="InvalidDefinitionException">The lambda is no column, or one of lists or maps.</exception>
    public Expectation<T> GroupBy<TKey>(Expression<Func<T, TKey>> column)
    {
        var schema = EventSchema.Of(typeof(T));
        if (!Check.CanGroup)
        {
            throw new InvalidDefinitionException($"Check {Check.Name} of kind {Check.Kind} knows no groups; leave GroupBy out.");
        }

        return ColumnSelector.IndexOf(schema, column) is { } index && !schema.Columns[index].Type.IsComposite()
            ? new(Check with { GroupBy = index })
            : throw new InvalidDefinitionException($"Check {Check.Name}: groups need a property of {typeof(T).Name} that is no list or map, as in l => l.Country.");
    }

    private Expectation<T> Warn(FeatureValue atLeast, FeatureValue atMost) => new(Declared.WarnUnless(Check, EventSchema.Of(typeof(T)), atLeast, atMost));
}
