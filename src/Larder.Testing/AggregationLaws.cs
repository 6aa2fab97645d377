using System.Buffers;
using Larder.Types;

namespace Larder.Testing;

/// <summary>
/// Checks that an aggregation of your own keeps the laws the kernel relies on, on the values you give. Call it from a test with values that
/// are hard for it: equal ones, extremes, NaN.
/// </summary>
public static class AggregationLaws
{
    /// <summary>Checks all laws of <see cref="IAggregation{TValue, TState, TResult}"/>, and those of <see cref="IInvertibleAggregation{TValue, TState, TResult}"/> where it is one.</summary>
    /// <typeparam name="TValue">The aggregation's value.</typeparam>
    /// <typeparam name="TState">The aggregation's state.</typeparam>
    /// <typeparam name="TResult">The aggregation's result.</typeparam>
    /// <param name="aggregation">The aggregation.</param>
    /// <param name="values">Values in the order of time.</param>
    /// <param name="at">A query time not before the last value's.</param>
    /// <exception cref="AggregationLawException">A law is broken; the message says which and where.</exception>
    public static void Check<TValue, TState, TResult>(
        IAggregation<TValue, TState, TResult> aggregation, IReadOnlyList<(TValue Value, Instant Time)> values, Instant at)
    {
        ArgumentNullException.ThrowIfNull(aggregation);
        ArgumentNullException.ThrowIfNull(values);
        var check = new Checker<TValue, TState, TResult>(aggregation, values, at);
        check.Empty();
        check.Stored();
        check.Splits();
        check.Aliases();
        if (aggregation is IInvertibleAggregation<TValue, TState, TResult> invertible)
        {
            check.Removal(invertible);
        }
    }

    private sealed class Checker<TValue, TState, TResult>(
        IAggregation<TValue, TState, TResult> aggregation, IReadOnlyList<(TValue Value, Instant Time)> values, Instant at)
    {
        public void Empty()
        {
            var before = aggregation.Create();
            aggregation.Merge(ref before, Fold(0, values.Count));
            Equal(before, Fold(0, values.Count), "merging a state into a created one changes it");

            var after = Fold(0, values.Count);
            aggregation.Merge(ref after, aggregation.Create());
            Equal(after, Fold(0, values.Count), "merging a created state changes the state");
        }

        public void Stored()
        {
            var state = Fold(0, values.Count);
            var first = Bytes(state);
            Same(aggregation.Finish(in state, at), aggregation.Finish(in state, at), "finishing twice gives two results");
            True(Bytes(state).SequenceEqual(first), "finishing changes the state");
            var read = aggregation.Read(first);
            Equal(read, state, "a state read back is not the one written");
            Same(aggregation.Finish(in read, at), aggregation.Finish(in state, at), "a state read back finishes into another result");
        }

        public void Splits()
        {
            for (var split = 0; split <= values.Count; split++)
            {
                var (state, later) = (Fold(0, split), Fold(split, values.Count));
                var before = Bytes(later);
                aggregation.Merge(ref state, in later);
                True(Bytes(later).SequenceEqual(before), $"merging at {split} changes the later state");
                if (aggregation.IsExact)
                {
                    Equal(state, Fold(0, values.Count), $"merging at {split} is not the same as adding one by one, though IsExact is true");
                }
            }
        }

        /// <summary>Cached states are merged again and again, by several threads: a merge may keep no part of the later one.</summary>
        public void Aliases()
        {
            for (var split = 0; split <= values.Count; split++)
            {
                var (state, later) = (aggregation.Create(), Fold(split, values.Count));
                var before = Bytes(later);
                aggregation.Merge(ref state, in later);
                foreach (var (value, time) in values)
                {
                    aggregation.Add(ref state, value, time);
                }

                aggregation.Merge(ref state, Fold(0, values.Count));
                True(Bytes(later).SequenceEqual(before), $"after merging at {split} the later state changes with the state it was merged into; copy what is kept of it");
            }
        }

        public void Removal(IInvertibleAggregation<TValue, TState, TResult> invertible)
        {
            var state = Fold(0, values.Count);
            for (var gone = 0; gone < values.Count; gone++)
            {
                invertible.Remove(ref state, values[gone].Value, values[gone].Time);
                Equal(state, Fold(gone + 1, values.Count), $"after the removal of the first {gone + 1} the state is not that of the others");
            }
        }

        private TState Fold(int start, int end)
        {
            var state = aggregation.Create();
            for (var i = start; i < end; i++)
            {
                aggregation.Add(ref state, values[i].Value, values[i].Time);
            }

            return state;
        }

        private byte[] Bytes(TState state)
        {
            var buffer = new ArrayBufferWriter<byte>();
            aggregation.Write(in state, buffer);
            return buffer.WrittenSpan.ToArray();
        }

        private void Equal(TState left, TState right, string law) => True(Bytes(left).SequenceEqual(Bytes(right)), law);

        private void Same(TResult left, TResult right, string law) => True(EqualityComparer<TResult>.Default.Equals(left, right) || (left is Array a && right is Array b && a.Cast<object>().SequenceEqual(b.Cast<object>())), law);

        private void True(bool holds, string law)
        {
            if (!holds)
            {
                throw new AggregationLawException($"{aggregation.Identity}: {law}, with {values.Count} values: {string.Join(", ", values.Take(20).Select(v => v.Value))}.");
            }
        }
    }
}

/// <summary>An aggregation breaks a law; see <see cref="AggregationLaws"/>.</summary>
/// <param name="message">Which and where.</param>
public sealed class AggregationLawException(string message) : Exception(message);
