using System.Runtime.CompilerServices;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Buckets;

/// <summary>
/// How the first words of an event are laid out: small enough for a loop to keep it in registers. The first word holds the entity's number within the bucket, null
/// flags and, where all of it fits, the event time since the first one of the table; else the event time is the second word.
/// </summary>
/// <param name="first">The first event time; only where the time is in the head.</param>
/// <param name="last">The last event time; only where the time is in the head.</param>
/// <param name="numberBits">Bits of the entity's number.</param>
/// <param name="timeShift">Bits below the time; 0 where it is a word of its own.</param>
internal readonly struct EventHead(long first, long last, int numberBits, int timeShift)
{
    /// <summary>Whether the event time has no word of its own.</summary>
    public bool IsTimeInHead => timeShift > 0;

    /// <summary>Writes head and event time.</summary>
    /// <param name="record">The event's words.</param>
    /// <param name="number">The entity's number within the bucket.</param>
    /// <param name="flags">The null flags of the head.</param>
    /// <param name="time">The event time.</param>
    /// <exception cref="InvalidInputException">It is not between the first and the last one.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(Span<long> record, int number, ulong flags, long time)
    {
        if (!IsTimeInHead)
        {
            (record[0], record[1]) = ((long)(flags | (uint)number), time);
            return;
        }

        if (time < first || time > last)
        {
            throw Outside(time);
        }

        record[0] = (long)(flags | (uint)number | ((ulong)(time - first) << timeShift));
    }

    /// <summary>The entity's number within the bucket.</summary>
    /// <param name="head">The first word of an event.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NumberOf(long head) => (int)(head & ((1L << numberBits) - 1));

    /// <summary>The event time of the event that begins at a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long TimeOf(long[] words, int at) => IsTimeInHead ? first + (long)((ulong)words[at] >> timeShift) : words[at + 1];

    private InvalidInputException Outside(long time) => new(
        $"An event of {new Instant(time)} lies in a file that is said to hold events from {new Instant(first)} to {new Instant(last)}: "
        + "a data file of the offline table is not the one that was committed. Restore it from a backup.");
}
