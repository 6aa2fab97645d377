using System.Runtime.CompilerServices;
using Larder.Engine;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// Finds slots of a spine, for one reader. History lies roughly in the order of time, so an entity's next slot is mostly the last one
/// found: each entity has a cursor with the times its slot answers. Cursors never change an answer, only its cost.
/// </summary>
internal sealed class SlotCursors
{
    private readonly SpineIndex _spine;
    private readonly Cursor[] _cursors;

    [MethodImpl(HotLoop.AtOnce)]
    public SlotCursors(SpineIndex spine)
    {
        _spine = spine;
        _cursors = new Cursor[Math.Max(1, spine.Keys.Count)];
        for (var entity = 0; entity < spine.Keys.Count; entity++)
        {
            ref var cursor = ref _cursors[entity];
            (cursor.Start, cursor.End) = spine.Slots(entity);
            Move(ref cursor, cursor.Start);
        }
    }

    /// <summary>For each of several entities, its first slot at or after a time; -1 where there is none, and for the entity -1.</summary>
    /// <param name="entities">The entities.</param>
    /// <param name="times">One time per entity, microseconds.</param>
    /// <param name="slots">Receives the slots.</param>
    [MethodImpl(HotLoop.AtOnce)]
    public void Find(ReadOnlySpan<int> entities, ReadOnlySpan<long> times, Span<int> slots)
    {
        Touch(entities);
        for (var i = 0; i < entities.Length; i++)
        {
            slots[i] = entities[i] < 0 ? -1 : Find(ref _cursors[entities[i]], times[i]);
        }
    }

    /// <summary>
    /// Reads every cursor once, to no end but that it lies near when it is used: reads that do not depend on each other wait for
    /// memory together.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Touch(ReadOnlySpan<int> entities)
    {
        var sum = 0L;
        foreach (var entity in entities)
        {
            sum += _cursors[Math.Max(entity, 0)].After;
        }

        return sum;
    }

    private int Find(ref Cursor cursor, long time)
    {
        if (time <= cursor.After || time > cursor.UpTo)
        {
            Move(ref cursor, time > cursor.UpTo ? Forward(cursor, time) : Back(cursor, time));
        }

        return cursor.Slot < cursor.End ? cursor.Slot : -1;
    }

    /// <summary>The slot wanted lies behind the cursor's: doubles the step until it is passed, then halves.</summary>
    private int Forward(in Cursor cursor, long time)
    {
        var low = cursor.Slot + 1;
        for (var step = 1; ; step <<= 1)
        {
            var high = Math.Min(cursor.End, low + step);
            if (high == cursor.End || _spine.Times[high] >= time)
            {
                return First(low, high, time);
            }

            low = high + 1;
        }
    }

    /// <summary>The slot wanted is the cursor's or lies before it.</summary>
    private int Back(in Cursor cursor, long time)
    {
        var high = cursor.Slot;
        for (var step = 1; ; step <<= 1)
        {
            var low = Math.Max(cursor.Start, high - step);
            if (low == cursor.Start || _spine.Times[low] < time)
            {
                return First(low, high, time);
            }

            high = low;
        }
    }

    /// <summary>The first slot from <paramref name="low"/> on at or after a time; <paramref name="high"/> where those before it are earlier.</summary>
    private int First(int low, int high, long time)
    {
        var times = _spine.Times;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = times[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Move(ref Cursor cursor, int slot)
    {
        cursor.Slot = slot;
        cursor.After = slot > cursor.Start ? _spine.Times[slot - 1] : long.MinValue;
        cursor.UpTo = slot < cursor.End ? _spine.Times[slot] : long.MaxValue;
    }

    /// <summary>A slot is the first one at or after every time later than <see cref="After"/> and up to <see cref="UpTo"/>.</summary>
    private struct Cursor
    {
        public long After;
        public long UpTo;
        public int Slot;
        public int Start;
        public int End;
    }
}
