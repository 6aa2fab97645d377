namespace Larder.Offline.TrainingSets;

/// <summary>
/// The rows of a spine, sorted by entity and time, for joining. A slot is a place in that sort; every spine row with a key has exactly
/// one, rows with a null key have none and match nothing.
/// </summary>
internal sealed class SpineIndex
{
    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly long[] _times;

    /// <param name="keys">The entities.</param>
    /// <param name="entities">The entity of each spine row; -1 for none.</param>
    /// <param name="times">One per spine row, microseconds.</param>
    public SpineIndex(KeyIndex keys, int[] entities, long[] times)
    {
        Keys = keys;
        RowCount = times.Length;
        _starts = new int[Keys.Count + 1];
        foreach (var entity in entities)
        {
            if (entity >= 0)
            {
                _starts[entity + 1]++;
            }
        }

        for (var entity = 0; entity < Keys.Count; entity++)
        {
            _starts[entity + 1] += _starts[entity];
        }

        _rows = new int[_starts[^1]];
        _times = new long[_starts[^1]];
        var next = _starts.ToArray();
        for (var row = 0; row < times.Length; row++)
        {
            if (entities[row] >= 0)
            {
                var slot = next[entities[row]]++;
                (_rows[slot], _times[slot]) = (row, times[row]);
            }
        }

        Parallel.For(0, Keys.Count, entity => Array.Sort(_times, _rows, _starts[entity], _starts[entity + 1] - _starts[entity]));
    }

    /// <summary>The entities of the spine.</summary>
    public KeyIndex Keys { get; }

    /// <summary>Rows of the spine.</summary>
    public int RowCount { get; }

    /// <summary>Slots: rows with a key.</summary>
    public int SlotCount => _rows.Length;

    /// <summary>The spine row of each slot.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>The time of each slot, ascending within an entity.</summary>
    public ReadOnlySpan<long> Times => _times;

    /// <summary>The slots of an entity, from first to one past the last.</summary>
    public (int Start, int End) Slots(int entity) => (_starts[entity], _starts[entity + 1]);

    /// <summary>A cursor on every entity's first slot.</summary>
    public int[] NewCursors() => _starts[..^1];

    /// <summary>For each of several entities, its first slot at or after a time; -1 where there is none, and for the entity -1.</summary>
    /// <param name="entities">The entities.</param>
    /// <param name="times">One time per entity, microseconds.</param>
    /// <param name="cursors">
    /// The slot found last for each entity, where the search begins: history lies roughly in the order of time, so the next one is near.
    /// Any cursors give the same slots.
    /// </param>
    /// <param name="slots">Receives the slots.</param>
    public void FirstSlots(ReadOnlySpan<int> entities, ReadOnlySpan<long> times, int[] cursors, Span<int> slots)
    {
        for (var i = 0; i < entities.Length; i++)
        {
            slots[i] = entities[i] < 0 ? -1 : FirstSlot(entities[i], times[i], ref cursors[entities[i]]);
        }
    }

    private int FirstSlot(int entity, long time, ref int cursor)
    {
        var (start, end) = Slots(entity);
        var slot = cursor;
        if (slot == end || _times[slot] >= time)
        {
            // At or behind the one wanted.
            for (var step = 1; slot > start && _times[slot - 1] >= time; step <<= 1)
            {
                var back = Math.Max(start, slot - step);
                slot = _times[back] >= time ? back : FirstSlot(back + 1, slot, time);
            }
        }
        else
        {
            for (var step = 1; slot < end && _times[slot] < time; step <<= 1)
            {
                var on = Math.Min(end, slot + step);
                slot = on == end || _times[on] >= time ? FirstSlot(slot + 1, on, time) : on;
            }
        }

        cursor = slot;
        return slot < end ? slot : -1;
    }

    /// <summary>The first slot from <paramref name="low"/> on at or after a time; <paramref name="high"/> where those before it are earlier.</summary>
    private int FirstSlot(int low, int high, long time)
    {
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _times[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
