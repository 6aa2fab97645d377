using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>A plain sum of doubles and their number.</summary>
internal readonly record struct SumAndCount(double Sum, long Count);

/// <summary>The number of values, their mean and the sum of squared distances from it.</summary>
internal readonly record struct MomentState(long Count, double Mean, double Squares);

/// <summary>What is made of <see cref="MomentState"/>.</summary>
internal enum Moment
{
    /// <summary>Squared distances by number.</summary>
    VariancePop = 1,

    /// <summary>Squared distances by number less one.</summary>
    VarianceSample = 2,

    /// <summary>Root of <see cref="VariancePop"/>.</summary>
    StdDevPop = 3,

    /// <summary>Root of <see cref="VarianceSample"/>.</summary>
    StdDevSample = 4,
}

/// <summary>Sum of doubles, added in order.</summary>
internal readonly struct DoubleSum : IAggregation<double, SumAndCount, double>
{
    public string Identity => "sum";

    public bool IsExact => false;

    public bool UsesQueryTime => false;

    public SumAndCount Create() => default;

    public void Add(ref SumAndCount state, double value, Instant time) => state = new(state.Sum + value, state.Count + 1);

    public void Merge(ref SumAndCount state, in SumAndCount later) => state = new(state.Sum + later.Sum, state.Count + later.Count);

    public double Finish(in SumAndCount state, Instant at) => StateCodec.OneNaN(state.Sum);

    public void Write(in SumAndCount state, IBufferWriter<byte> target) => StateCodec.Write(target, state.Count, state.Sum);

    public SumAndCount Read(ReadOnlySpan<byte> source)
    {
        var (count, sum, _) = StateCodec.Read(source, doubles: 1);
        return new(sum, count);
    }
}

/// <summary>Arithmetic mean: the sum by the number.</summary>
internal readonly struct Mean : IAggregation<double, SumAndCount, double?>
{
    public string Identity => "mean";

    public bool IsExact => false;

    public bool UsesQueryTime => false;

    public SumAndCount Create() => default;

    public void Add(ref SumAndCount state, double value, Instant time) => default(DoubleSum).Add(ref state, value, time);

    public void Merge(ref SumAndCount state, in SumAndCount later) => default(DoubleSum).Merge(ref state, later);

    public double? Finish(in SumAndCount state, Instant at) => state.Count == 0 ? null : StateCodec.OneNaN(state.Sum) / state.Count;

    public void Write(in SumAndCount state, IBufferWriter<byte> target) => default(DoubleSum).Write(state, target);

    public SumAndCount Read(ReadOnlySpan<byte> source) => default(DoubleSum).Read(source);
}

/// <summary>
/// Variance and standard deviation. Values are added as Welford (1962) does, states merged as Chan, Golub and LeVeque (1979) do: both
/// keep their digits where a sum of squares loses them.
/// </summary>
internal readonly struct Moments(Moment moment) : IAggregation<double, MomentState, double?>
{
    public string Identity => Names.ToSnakeCase(moment.ToString());

    public bool IsExact => false;

    public bool UsesQueryTime => false;

    public MomentState Create() => default;

    public void Add(ref MomentState state, double value, Instant time)
    {
        var count = state.Count + 1;
        var delta = value - state.Mean;
        var mean = state.Mean + (delta / count);
        state = new(count, mean, state.Squares + (delta * (value - mean)));
    }

    public void Merge(ref MomentState state, in MomentState later)
    {
        if (later.Count == 0 || state.Count == 0)
        {
            state = state.Count == 0 ? later : state;
            return;
        }

        var count = state.Count + later.Count;
        var delta = later.Mean - state.Mean;
        var share = (double)later.Count / count;
        state = new(count, state.Mean + (delta * share), state.Squares + later.Squares + (delta * delta * share * state.Count));
    }

    public double? Finish(in MomentState state, Instant at)
    {
        var isSample = moment is Moment.VarianceSample or Moment.StdDevSample;
        if (state.Count < (isSample ? 2 : 1))
        {
            return null;
        }

        var variance = StateCodec.OneNaN(state.Squares / (isSample ? state.Count - 1 : state.Count));
        return moment is Moment.StdDevPop or Moment.StdDevSample ? StateCodec.OneNaN(Math.Sqrt(variance)) : variance;
    }

    public void Write(in MomentState state, IBufferWriter<byte> target) => StateCodec.Write(target, state.Count, state.Mean, state.Squares);

    public MomentState Read(ReadOnlySpan<byte> source)
    {
        var (count, mean, squares) = StateCodec.Read(source, doubles: 2);
        return new(count, mean, squares);
    }
}
