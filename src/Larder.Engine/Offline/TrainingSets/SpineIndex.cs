using System.Runtime.CompilerServices;
using Larder.Engine;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// The rows of a spine, sorted by entity and time, for joining. A slot is a place in that sort; every spine row with a key has exactly
/// one, rows with a null key have none and match nothing.
/// </summary>
internal sealed class SpineIndex
{
    private const int Few = 64;

    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly long[] _times;
    private readonly int[] _entities;
    private readonly Lazy<int[]> _places;

    /// <param name="keys">The entities.</param>
    /// <param name="entities">The entity of each spine row; -1 for none. Taken over: the places of the rows are kept in the same memory.</param>
    /// <param name="times">One per spine row, microseconds.</param>
    [MethodImpl(HotLoop.AtOnce)]
    public SpineIndex(KeyIndex keys, int[] entities, long[] times)
    {
        (Keys, _entities, _places) = (keys, entities, new Lazy<int[]>(FillPlaces));
        Keys.Seal();
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

        _rows = LargePages.Advise(new int[_starts[^1]]);
        _times = LargePages.Advise(new long[_starts[^1]]);
        var next = _starts.ToArray();
        for (var row = 0; row < times.Length; row++)
        {
            if (entities[row] >= 0)
            {
                var slot = next[entities[row]]++;
                (_rows[slot], _times[slot]) = (row, times[row]);
            }
        }

        SideBySide(Keys.Count, (first, end) =>
        {
            for (var entity = first; entity < end; entity++)
            {
                Sort(_starts[entity], _starts[entity + 1]);
            }
        });
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

    /// <summary>The slot of each spine row; one behind the last slot where it has none.</summary>
    public int[] Places() => _places.Value;

    private static void SideBySide(int count, Action<int, int> handle)
    {
        var stretches = 4 * Environment.ProcessorCount;
        Parallel.For(0, stretches, i => handle((int)((long)count * i / stretches), (int)((long)count * (i + 1) / stretches)));
    }

    private int[] FillPlaces()
    {
        var places = _entities;
        if (SlotCount < RowCount)
        {
            Array.Fill(places, SlotCount);
        }

        SideBySide(SlotCount, (first, end) =>
        {
            for (var slot = first; slot < end; slot++)
            {
                places[_rows[slot]] = slot;
            }
        });
        return places;
    }

    /// <summary>Sorts an entity's slots by time. Most entities have few, which are inserted one by one.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private void Sort(int start, int end)
    {
        if (end - start > Few)
        {
            Array.Sort(_times, _rows, start, end - start);
            return;
        }

        for (var slot = start + 1; slot < end; slot++)
        {
            var (time, row, free) = (_times[slot], _rows[slot], slot);
            for (; free > start && _times[free - 1] > time; free--)
            {
                (_times[free], _rows[free]) = (_times[free - 1], _rows[free - 1]);
            }

            (_times[free], _rows[free]) = (time, row);
        }
    }
}
