using System.Numerics;
using Larder.Types;

namespace Larder.Offline.Buckets;

/// <summary>
/// An event of a bucket as words of 64 bits. First its <see cref="EventHead"/>, then one word per input and the null flags that the head has no room for; then, each
/// where it is needed, known time, sequence, from when on the event counts no more. A text is where it lies in a heap and how long it is there.
/// </summary>
internal sealed class EventRecord
{
    private const int WordBits = 64;
    private const int HalfWord = 32;

    private readonly int _numberBits;
    private readonly int _flagsInHead;

    /// <param name="inputs">The types of the inputs.</param>
    /// <param name="isRevised">Whether events may be retracted.</param>
    /// <param name="order">What tells the events' order: without known times they are the event times, without sequences events of one instant come in their order.</param>
    /// <param name="entities">Entities of a bucket, at most.</param>
    /// <param name="times">The first and the last event time; null where they are not known.</param>
    public EventRecord(IReadOnlyList<ColumnType> inputs, bool isRevised, OrderParts order = OrderParts.All, int entities = int.MaxValue, (long First, long Last)? times = null)
    {
        var (numberBits, timeBits) = (BitsOf((ulong)entities), times is { } range ? BitsOf((ulong)(range.Last - range.First)) : WordBits);
        var isTimeInHead = numberBits + inputs.Count + timeBits <= WordBits;
        _numberBits = isTimeInHead ? numberBits : HalfWord;
        _flagsInHead = isTimeInHead ? inputs.Count : HalfWord;
        Head = isTimeInHead ? new EventHead(times!.Value.First, times.Value.Last, _numberBits, _numberBits + _flagsInHead) : new EventHead(0, 0, _numberBits, 0);
        Inputs = inputs;
        Texts = [.. Enumerable.Range(0, inputs.Count).Where(i => inputs[i] == ColumnType.String)];
        FirstInput = isTimeInHead ? 1 : 2;
        FirstFlags = FirstInput + inputs.Count;
        FlagWords = 1 + ((Math.Max(0, inputs.Count - _flagsInHead) + WordBits - 1) / WordBits);
        Words = FirstFlags + FlagWords - 1;
        Order = order;
        KnownAt = order.HasFlag(OrderParts.KnownAt) ? Words++ : -1;
        Sequence = order.HasFlag(OrderParts.Sequence) ? Words++ : -1;
        RetractedAt = isRevised ? Words++ : -1;
    }

    /// <summary>What tells the order of events.</summary>
    public OrderParts Order { get; }

    /// <summary>The types of the inputs.</summary>
    public IReadOnlyList<ColumnType> Inputs { get; }

    /// <summary>The inputs that are texts.</summary>
    public IReadOnlyList<int> Texts { get; }

    /// <summary>Words of an event.</summary>
    public int Words { get; }

    /// <summary>The layout of the first words.</summary>
    public EventHead Head { get; }

    /// <summary>The word of the first input.</summary>
    public int FirstInput { get; }

    /// <summary>Words that hold null flags: the first is the head.</summary>
    public int FlagWords { get; }

    /// <summary>The word of the null flags that the head has no room for.</summary>
    public int FirstFlags { get; }

    /// <summary>The word of the known time; -1 where it is the event time.</summary>
    public int KnownAt { get; }

    /// <summary>The word of the sequence; -1 where events of one instant come in its order.</summary>
    public int Sequence { get; }

    /// <summary>The word of the time from which on an event counts no more; -1 where none is retracted.</summary>
    public int RetractedAt { get; }

    /// <summary>Which word of flags holds that of an input, and its bit.</summary>
    public (int Word, ulong Bit) FlagOf(int input) => input < _flagsInHead
        ? (0, 1UL << (_numberBits + input))
        : (1 + ((input - _flagsInHead) / WordBits), 1UL << ((input - _flagsInHead) % WordBits));

    /// <summary>A text's word.</summary>
    public static long TextWord(int offset, int length) => ((long)offset << 32) | (uint)length;

    /// <summary>Where a text lies in its heap.</summary>
    public static (int Offset, int Length) TextOf(long word) => ((int)(word >> 32), (int)word);

    private static int BitsOf(ulong most) => Math.Max(1, WordBits - BitOperations.LeadingZeroCount(most));
}
