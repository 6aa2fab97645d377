using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Algebra;

/// <summary>Runs of events for which a condition holds.</summary>
/// <param name="Count">Events.</param>
/// <param name="Prefix">Length of the run at the start.</param>
/// <param name="Suffix">Length of the run at the end.</param>
/// <param name="Longest">Length of the longest run.</param>
internal readonly record struct RunState(long Count, long Prefix, long Suffix, long Longest);

/// <summary>Length of the newest or the longest run of events for which a condition holds.</summary>
internal readonly struct Streak(bool longest) : IAggregation<bool, RunState, long>
{
    public string Identity => longest ? "longest_streak" : "streak";

    public bool IsExact => true;

    public bool UsesQueryTime => false;

    public RunState Create() => default;

    public void Add(ref RunState state, bool value, Instant time) => Merge(ref state, value ? new RunState(1, 1, 1, 1) : new RunState(1, 0, 0, 0));

    public void Merge(ref RunState state, in RunState later) => state = new(
        state.Count + later.Count,
        state.Prefix == state.Count ? state.Count + later.Prefix : state.Prefix,
        later.Suffix == later.Count ? state.Suffix + later.Count : later.Suffix,
        Math.Max(Math.Max(state.Longest, later.Longest), state.Suffix + later.Prefix));

    public long Finish(in RunState state, Instant at) => longest ? state.Longest : state.Suffix;

    public void Write(in RunState state, IBufferWriter<byte> target)
    {
        var writer = StateCodec.Begin(target);
        writer.WriteUnsigned((ulong)state.Count);
        writer.WriteUnsigned((ulong)state.Prefix);
        writer.WriteUnsigned((ulong)state.Suffix);
        writer.WriteUnsigned((ulong)state.Longest);
    }

    public RunState Read(ReadOnlySpan<byte> source)
    {
        var reader = StateCodec.Open(source);
        var state = new RunState((long)reader.ReadUnsigned(), (long)reader.ReadUnsigned(), (long)reader.ReadUnsigned(), (long)reader.ReadUnsigned());
        reader.End();
        return state;
    }
}

/// <summary>The first and the last event time and the number of events.</summary>
internal readonly record struct SpanState(long First, long Last, long Count);

/// <summary>What is made of <see cref="SpanState"/>.</summary>
internal enum SpanResult
{
    /// <summary>Seconds from the oldest event to the query time.</summary>
    SinceFirst = 1,

    /// <summary>Seconds from the newest event to the query time.</summary>
    SinceLast = 2,

    /// <summary>Mean seconds between neighbouring events.</summary>
    MeanGap = 3,
}

/// <summary>Times of events: since the first, since the last, the mean gap.</summary>
internal readonly struct TimeSpans(SpanResult result) : IAggregation<bool, SpanState, double?>
{
    public string Identity => Names.ToSnakeCase(result.ToString());

    public bool IsExact => true;

    public bool UsesQueryTime => result != SpanResult.MeanGap;

    public SpanState Create() => default;

    public void Add(ref SpanState state, bool value, Instant time) => Merge(ref state, new SpanState(time.Microseconds, time.Microseconds, 1));

    public void Merge(ref SpanState state, in SpanState later)
    {
        if (later.Count > 0)
        {
            state = new(state.Count == 0 ? later.First : state.First, later.Last, state.Count + later.Count);
        }
    }

    public double? Finish(in SpanState state, Instant at) => result switch
    {
        _ when state.Count == 0 => null,
        SpanResult.SinceFirst => (at.Microseconds - state.First) / 1e6,
        SpanResult.SinceLast => (at.Microseconds - state.Last) / 1e6,
        _ => state.Count < 2 ? null : (state.Last - state.First) / 1e6 / (state.Count - 1),
    };

    public void Write(in SpanState state, IBufferWriter<byte> target)
    {
        var writer = StateCodec.Begin(target);
        writer.WriteSigned(state.First);
        writer.WriteSigned(state.Last);
        writer.WriteUnsigned((ulong)state.Count);
    }

    public SpanState Read(ReadOnlySpan<byte> source)
    {
        var reader = StateCodec.Open(source);
        var state = new SpanState(reader.ReadSigned(), reader.ReadSigned(), (long)reader.ReadUnsigned());
        reader.End();
        return state;
    }
}
