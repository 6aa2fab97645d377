using System.Linq.Expressions;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder;

/// <summary>What can be expected of values beside each other.</summary>
public sealed partial class ExpectedValues<T, TValue>
{
    /// <summary><c>zscore_below</c>: at least this share of the numbers lies less than so many standard deviations, those of a sample, from the mean. Without a deviation, as of equal numbers, all are bad.</summary>
    /// <param name="threshold">How many deviations; greater than 0.</param>
    /// <param name="oneSided">Whether only numbers above the mean are looked at.</param>
    /// <param name="mostly">From 0 to 1.</param>
    /// <exception cref="InvalidDefinitionException">The column holds no numbers, the threshold is not positive, or the share is out of range.</exception>
    public Expectation<T> ZScoreBelow(double threshold, bool oneSided = false, double mostly = 1)
    {
        Declared.Number(Place, "standard deviation");
        return new(new ZScoreCheck(Place.Index, Declared.Deviations(threshold), oneSided) { Name = Named("zscore_below"), Mostly = Declared.Share(mostly) });
    }

    /// <summary><c>sequential</c>: in the order of another column no value is less than the one before. Rows that lack either are left out; where the order is equal, the rows' numbers decide.</summary>
    /// <param name="by">The column of the order: <c>l => l.At</c>.</param>
    /// <param name="strictly">Whether each has to be greater.</param>
    /// <param name="per">The column within each of whose values the order holds; null for all rows.</param>
    /// <param name="mostly">From 0 to 1: the least share of good rows. The first of each order is good.</param>
    /// <exception cref="InvalidDefinitionException">The column holds no numbers or times, or the share is out of range.</exception>
    public Expectation<T> Increasing(Expression<Func<T, object?>> by, bool strictly = false, Expression<Func<T, object?>>? per = null, double mostly = 1) =>
        Sequence(strictly ? SequenceRule.StrictlyIncreasing : SequenceRule.Increasing, default, by, per, mostly);

    /// <summary><c>sequential</c>: in the order of another column no value is greater than the one before.</summary>
    /// <param name="by">The column of the order: <c>l => l.At</c>.</param>
    /// <param name="strictly">Whether each has to be less.</param>
    /// <param name="per">The column within each of whose values the order holds; null for all rows.</param>
    /// <param name="mostly">From 0 to 1: the least share of good rows. The first of each order is good.</param>
    /// <exception cref="InvalidDefinitionException">The column holds no numbers or times, or the share is out of range.</exception>
    public Expectation<T> Decreasing(Expression<Func<T, object?>> by, bool strictly = false, Expression<Func<T, object?>>? per = null, double mostly = 1) =>
        Sequence(strictly ? SequenceRule.StrictlyDecreasing : SequenceRule.Decreasing, default, by, per, mostly);

    /// <summary><c>sequential</c>: in the order of another column each number is a step greater than the one before.</summary>
    /// <param name="step">The difference; of whole numbers a whole one, negative for falling ones.</param>
    /// <param name="by">The column of the order: <c>l => l.At</c>.</param>
    /// <param name="per">The column within each of whose values the order holds; null for all rows.</param>
    /// <param name="mostly">From 0 to 1: the least share of good rows. The first of each order is good.</param>
    /// <exception cref="InvalidDefinitionException">The column holds no numbers, the step is out of range, or the share is.</exception>
    public Expectation<T> Steps(double step, Expression<Func<T, object?>> by, Expression<Func<T, object?>>? per = null, double mostly = 1)
    {
        Declared.Number(Place, "step");
        return Sequence(SequenceRule.Step, Declared.Step(step, Place.Column.Type), by, per, mostly);
    }

    /// <summary><c>sequential</c>: in the order of another column each time is a step later than the one before.</summary>
    /// <param name="step">The difference, of whole microseconds.</param>
    /// <param name="by">The column of the order: <c>l => l.At</c>.</param>
    /// <param name="per">The column within each of whose values the order holds; null for all rows.</param>
    /// <param name="mostly">From 0 to 1: the least share of good rows. The first of each order is good.</param>
    /// <exception cref="InvalidDefinitionException">The column holds no times, or the share is out of range.</exception>
    public Expectation<T> Steps(TimeSpan step, Expression<Func<T, object?>> by, Expression<Func<T, object?>>? per = null, double mostly = 1) => Place.Column.Type == ColumnType.Timestamp
        ? Sequence(SequenceRule.Step, FeatureValue.From(step.Ticks / TimeSpan.TicksPerMicrosecond), by, per, mostly)
        : throw new InvalidDefinitionException($"{Place.Written} is {Place.Column.Type.Name()}, which has no steps in time; give a number.");

    private Expectation<T> Sequence(SequenceRule rule, FeatureValue step, Expression<Func<T, object?>> by, Expression<Func<T, object?>>? per, double mostly) => Place.Column.Type == ColumnType.Boolean
        ? throw new InvalidDefinitionException($"{Place.Written} is {Place.Column.Type.Name()}, which has no order; take a column of numbers or times.")
        : new(new SequentialCheck(Place.Index, Declared.Key<T>(by), rule, step) { Name = Named("sequential"), Mostly = Declared.Share(mostly), Per = per is null ? null : Declared.Key<T>(per) });
}
