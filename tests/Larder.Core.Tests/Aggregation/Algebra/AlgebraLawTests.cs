using Larder.Aggregation.Algebra;
using Larder.Errors;
using Larder.Testing;
using Larder.Types;

namespace Larder.Core.Tests.Aggregation.Algebra;

/// <summary>Every algebra keeps the laws on values that are hard: ties, extremes, NaN, both zeros, none at all.</summary>
public class AlgebraLawTests
{
    private static readonly double[] Numbers = [1.5, -0.0, 0.0, double.NaN, 1e300, -1e300, double.PositiveInfinity, 3, 3, double.Epsilon, -7.25, double.NegativeInfinity];
    private static readonly long[] Whole = [1, 1, long.MaxValue, long.MaxValue, long.MinValue, 0, -5, 1];
    private static readonly string[] Texts = ["a", "", "b", "a", "ä", "日本", "a", "b"];

    [Fact]
    public void The_counting_and_summing_algebras_keep_the_laws()
    {
        Check<bool, long, long>(default(Counting), [true, true, true]);
        Check<long, Int128, FeatureValue>(default(IntegerSum), Whole);
        Check<double, SumAndCount, double>(default(DoubleSum), Numbers);
        Check<double, SumAndCount, double?>(default(Mean), Numbers);
        foreach (var moment in Enum.GetValues<Moment>())
        {
            Check<double, MomentState, double?>(new Moments(moment), Numbers);
            Check<double, MomentState, double?>(new Moments(moment), [1, 2, 4]);
        }

        Check<double, DecayState, double?>(new Decayed(3_600_000_000, mean: false), Numbers);
        Check<double, DecayState, double?>(new Decayed(1_000_000, mean: true), [1, 2, 4]);
    }

    [Fact]
    public void The_algebras_of_values_keep_the_laws()
    {
        foreach (var values in new FeatureValue[][]
        {
            [.. Numbers.Select(FeatureValue.From)], [.. Whole.Select(FeatureValue.From)], [.. Texts.Select(FeatureValue.From)], [],
        })
        {
            var type = values.Length == 0 ? ColumnType.Int64 : values[0].Type;
            Check<FeatureValue, FeatureValue, FeatureValue>(new Extreme(greatest: true, type), values);
            Check<FeatureValue, FeatureValue, FeatureValue>(new Extreme(greatest: false, type), values);
            foreach (var choice in new[] { new EndChoice(true, true, 2), new(true, false, 2), new(false, true, 2), new(false, false, 2), new(true, false, 1) })
            {
                Check<FeatureValue, List<FeatureValue>, FeatureValue>(new Ends(choice, type, single: choice.Count == 1), values);
            }

            foreach (var result in Enum.GetValues<FrequencyResult>())
            {
                Check<FeatureValue, Dictionary<FeatureValue, long>, FeatureValue>(new Frequencies(result, type, 2), values);
            }

            Check<FeatureValue, byte[], long>(new HyperLogLog(4), values);
        }

        Check<double, SortedDictionary<int, long>, FeatureValue>(new QuantileSketch([0, 50, 100], 0.01, single: false), Numbers);
    }

    [Fact]
    public void The_algebras_of_sequences_keep_the_laws()
    {
        bool[] flags = [true, true, false, true, true, true, false, false, true];
        Check<bool, RunState, long>(new Streak(longest: true), flags);
        Check<bool, RunState, long>(new Streak(longest: false), flags);
        foreach (var result in Enum.GetValues<SpanResult>())
        {
            Check<bool, SpanState, double?>(new TimeSpans(result), flags);
            Check<bool, SpanState, double?>(new TimeSpans(result), []);
        }
    }

    [Fact]
    public void A_broken_law_is_named_with_the_values()
    {
        Should.Throw<AggregationLawException>(() => Check<double, double, double>(new Forgetful(), [1, 2]))
            .Message.ShouldBe("forgetful@1: merging at 1 is not the same as adding one by one, though IsExact is true, with 2 values: 1, 2.");
    }

    [Fact]
    public void Damaged_states_are_an_error_and_never_a_wrong_value()
    {
        Should.Throw<UnavailableException>(() => default(Counting).Read([1, 0x80])).Message.ShouldBe("An online row is damaged; materialize the view again.");
        Should.Throw<UnavailableException>(() => new HyperLogLog(4).Read([1, .. new byte[16]]));
        Should.Throw<UnavailableException>(() => new Frequencies(FrequencyResult.Top, ColumnType.Int64, 1).Read([1, 1, 99, 1]));
        Should.Throw<UnavailableException>(() => new QuantileSketch([50], 0.01, single: true).Read([1, 2, 2, 1, 2, 1]));
        Should.Throw<UnavailableException>(() => new Ends(new EndChoice(true, false, 2), ColumnType.Int64, single: false).Read([1, 1, 0, 0]));
    }

    [Fact]
    public void A_state_of_another_version_is_named() => Should.Throw<UnavailableException>(() => default(Mean).Read([2, 0]))
        .Message.ShouldBe("A stored aggregation state has format 2; this Larder reads format 1. Upgrade it, or materialize the view again.");

    [Fact]
    public void The_algebras_of_buckets_keep_the_laws()
    {
        BucketValue<double>[] values = [.. Numbers.Select((number, i) => new BucketValue<double>(Texts[i % Texts.Length], number))];
        Check<BucketValue<double>, SortedDictionary<string, SumAndCount>, FeatureValue>(new Bucketed<DoubleSum, double, SumAndCount, double>(default), values);
        Check<BucketValue<double>, SortedDictionary<string, long>, FeatureValue>(
            new Bucketed<Always, double, long, long>(default), values);
        Should.Throw<UnavailableException>(() => new Bucketed<DoubleSum, double, SumAndCount, double>(default).Read([1, 2, 1, 97, 1, 1, 1, 97, 1, 1]));
    }

    [Fact]
    public void Dense_and_sparse_registers_are_read_back()
    {
        var sketch = new HyperLogLog(8);
        foreach (var count in new[] { 0, 1, 50, 5_000 })
        {
            Check<FeatureValue, byte[], long>(sketch, [.. Enumerable.Range(0, Math.Min(count, 200)).Select(i => FeatureValue.From(i * 7919L))]);
        }

        Should.Throw<UnavailableException>(() => sketch.Read([1, 2, 0x80, 0x02, 1]));
        Should.Throw<UnavailableException>(() => sketch.Read([1, 2, 3, 99]));
    }

    private static void Check<TValue, TState, TResult>(IAggregation<TValue, TState, TResult> algebra, IReadOnlyList<TValue> values) =>
        AggregationLaws.Check(algebra, [.. values.Select((value, i) => (value, new Instant(i / 2 * 1_000_000)))], new Instant(60_000_000));

    /// <summary>Counts doubles.</summary>
    private readonly struct Always : IAggregation<double, long, long>
    {
        public string Identity => "always@1";

        public bool IsExact => true;

        public long Create() => 0;

        public void Add(ref long state, double value, Instant time) => state++;

        public void Merge(ref long state, in long later) => state += later;

        public long Finish(in long state, Instant at) => state;

        public void Write(in long state, System.Buffers.IBufferWriter<byte> target) => default(Counting).Write(state, target);

        public long Read(ReadOnlySpan<byte> source) => default(Counting).Read(source);
    }

    /// <summary>Claims to be exact, and loses the earlier state.</summary>
    private sealed class Forgetful : IAggregation<double, double, double>
    {
        public string Identity => "forgetful@1";

        public bool IsExact => true;

        public double Create() => 0;

        public void Add(ref double state, double value, Instant time) => state += value;

        public void Merge(ref double state, in double later) => state = later == 0 ? state : later;

        public double Finish(in double state, Instant at) => state;

        public void Write(in double state, System.Buffers.IBufferWriter<byte> target) => StateCodec.Write(target, 0, state);

        public double Read(ReadOnlySpan<byte> source) => StateCodec.Read(source, doubles: 1).First;
    }
}
