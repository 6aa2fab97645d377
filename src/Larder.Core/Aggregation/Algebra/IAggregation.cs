using System.Buffers;
using Larder.Types;

namespace Larder;

/// <summary>
/// An aggregation as an algebra: values are added in the total order of their events, states of neighbouring stretches of time are
/// merged, a state is finished into the feature's value. Implement it to add an aggregation of your own and use it with
/// <see cref="Aggregations{TEvent}.Aggregate{TValue, TState, TResult}"/>. The laws, which <c>AggregationLaws.Check</c> in Larder.Testing tests:
/// adding to a created state equals merging with a state of that one value; merging with a created state changes nothing; merging is
/// associative where <see cref="IsExact"/>; a state read back equals the one written. Null values never arrive.
/// </summary>
/// <typeparam name="TValue">bool, int, long, float, double, string or <see cref="DateTime"/>; not nullable.</typeparam>
/// <typeparam name="TState">What is remembered of the values.</typeparam>
/// <typeparam name="TResult">A feature type; nullable where an empty window has no value.</typeparam>
/// <threadsafety>One instance is used by many threads, so it must not change.</threadsafety>
public interface IAggregation<TValue, TState, TResult>
{
    /// <summary>Name, parameters and version, part of the definition's hash: change it whenever results change. For example <c>geometric_mean@1</c>.</summary>
    string Identity { get; }

    /// <summary>
    /// Whether merging is associative to the last bit, as with integers, sets and extremes. Then no tile grid is needed; else, as with
    /// sums of doubles, the view's grid fixes the order of merges.
    /// </summary>
    bool IsExact { get; }

    /// <summary>Whether <see cref="Finish"/> looks at the query time. Default true; false saves finishing again while no event enters or leaves.</summary>
    bool UsesQueryTime => true;

    /// <summary>The state of no values.</summary>
    TState Create();

    /// <summary>Adds the next value in the total order.</summary>
    /// <param name="state">The state, which may be changed in place.</param>
    /// <param name="value">The value, never null.</param>
    /// <param name="time">Its event time.</param>
    void Add(ref TState state, TValue value, Instant time);

    /// <summary>Appends the state of the stretch of time that follows.</summary>
    /// <param name="state">The earlier state, which may be changed in place.</param>
    /// <param name="later">The later state, which must not be changed, nor kept: it is cached and merged again, by several threads. Copy what is taken of it.</param>
    void Merge(ref TState state, in TState later);

    /// <summary>The feature's value; the state may go on growing afterwards.</summary>
    /// <param name="state">The state of the whole window.</param>
    /// <param name="at">The query time.</param>
    TResult Finish(in TState state, Instant at);

    /// <summary>Writes a state, which the online store keeps: begin with a version byte, so that another form is noticed. It is not empty.</summary>
    void Write(in TState state, IBufferWriter<byte> target);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="Errors.UnavailableException">The bytes are damaged.</exception>
    TState Read(ReadOnlySpan<byte> source);
}

/// <summary>An aggregation that can take a value back exactly, so that a window slides instead of being folded again.</summary>
/// <inheritdoc cref="IAggregation{TValue, TState, TResult}"/>
public interface IInvertibleAggregation<TValue, TState, TResult> : IAggregation<TValue, TState, TResult>
{
    /// <summary>Takes back the oldest value added; afterwards the state equals one to which it was never added.</summary>
    /// <param name="state">The state, which may be changed in place.</param>
    /// <param name="value">The value.</param>
    /// <param name="time">Its event time.</param>
    void Remove(ref TState state, TValue value, Instant time);
}
