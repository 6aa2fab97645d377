using Larder.Types;

namespace Larder.Offline.Buckets;

/// <summary>
/// An event of a bucket as words of 64 bits: the entity's number within the bucket and the first 32 null flags, event time, known time, sequence,
/// one word per input, the other null flags, where rows are revised from when on the event counts no more. A text is where it lies in a heap and how long it is there.
/// </summary>
internal sealed class EventRecord
{
    /// <summary>The word of the event time.</summary>
    public const int EventTime = 1;

    /// <summary>The word of the known time.</summary>
    public const int KnownAt = 2;

    /// <summary>The word of the sequence.</summary>
    public const int Sequence = 3;

    /// <summary>The word of the first input.</summary>
    public const int FirstInput = 4;

    private const int FlagsInHead = 32;

    /// <param name="inputs">The types of the inputs.</param>
    /// <param name="isRevised">Whether events may be retracted.</param>
    public EventRecord(IReadOnlyList<ColumnType> inputs, bool isRevised)
    {
        Inputs = inputs;
        Texts = [.. Enumerable.Range(0, inputs.Count).Where(i => inputs[i] == ColumnType.String)];
        FirstFlags = FirstInput + inputs.Count;
        FlagWords = 1 + ((Math.Max(0, inputs.Count - FlagsInHead) + 63) / 64);
        RetractedAt = isRevised ? FirstFlags + FlagWords - 1 : -1;
        Words = FirstFlags + FlagWords - 1 + (isRevised ? 1 : 0);
    }

    /// <summary>The types of the inputs.</summary>
    public IReadOnlyList<ColumnType> Inputs { get; }

    /// <summary>The inputs that are texts.</summary>
    public IReadOnlyList<int> Texts { get; }

    /// <summary>Words of an event.</summary>
    public int Words { get; }

    /// <summary>Words that hold null flags: the first is the upper half of an event's first word.</summary>
    public int FlagWords { get; }

    /// <summary>The word of the null flags that do not fit the first.</summary>
    public int FirstFlags { get; }

    /// <summary>The word of the time from which on an event counts no more; -1 where none is retracted.</summary>
    public int RetractedAt { get; }

    /// <summary>Which word of flags holds that of an input, and its bit.</summary>
    public static (int Word, ulong Bit) FlagOf(int input) => ((FlagsInHead + input) / 64, 1UL << ((FlagsInHead + input) % 64));

    /// <summary>A text's word.</summary>
    public static long TextWord(int offset, int length) => ((long)offset << 32) | (uint)length;

    /// <summary>Where a text lies in its heap.</summary>
    public static (int Offset, int Length) TextOf(long word) => ((int)(word >> 32), (int)word);
}
