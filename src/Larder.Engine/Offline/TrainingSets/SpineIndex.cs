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

    private readonly int[] _entities;
    private readonly Task<Slotted> _slotted;
    private readonly Lazy<int[]> _places;
    private Slotted? _sorted;

    /// <param name="keys">The entities.</param>
    /// <param name="entities">The entity of each spine row; -1 for none. Taken over: the places of the rows are kept in the same memory.</param>
    /// <param name="times">One per spine row, microseconds; not changed from here on.</param>
    public SpineIndex(KeyIndex keys, int[] entities, long[] times)
    {
        (Keys, _entities, _places) = (keys, entities, new Lazy<int[]>(FillPlaces));
        Keys.Seal();
        RowCount = times.Length;

        // Beside whatever needs the keys alone, and not behind it in the queue of the pool.
        _slotted = Task.Factory.StartNew(() => Slot(keys.Count, entities, times), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The entities of the spine.</summary>
    public KeyIndex Keys { get; }

    /// <summary>Rows of the spine.</summary>
    public int RowCount { get; }

    /// <summary>Slots: rows with a key.</summary>
    public int SlotCount => Sorted.Rows.Length;

    /// <summary>The spine row of each slot.</summary>
    public ReadOnlySpan<int> Rows => Sorted.Rows;

    /// <summary>The time of each slot, ascending within an entity.</summary>
    public ReadOnlySpan<long> Times => Sorted.Times;

    private Slotted Sorted => _sorted ?? Wait();

    /// <summary>The slots of an entity, from first to one past the last.</summary>
    public (int Start, int End) Slots(int entity) => (Sorted.Starts[entity], Sorted.Starts[entity + 1]);

    /// <summary>The slot of each spine row; one behind the last slot where it has none.</summary>
    public int[] Places() => _places.Value;

    private Slotted Wait() => _sorted = _slotted.GetAwaiter().GetResult();

    [MethodImpl(HotLoop.AtOnce)]
    private static Slotted Slot(int keys, int[] entities, long[] times)
    {
        var starts = new int[keys + 1];
        foreach (var entity in entities)
        {
            if (entity >= 0)
            {
                starts[entity + 1]++;
            }
        }

        for (var entity = 0; entity < keys; entity++)
        {
            starts[entity + 1] += starts[entity];
        }

        var slotted = new Slotted(starts, LargePages.Advise(new int[starts[^1]]), LargePages.Advise(new long[starts[^1]]));
        var (rows, sorted, next) = (slotted.Rows, slotted.Times, starts.ToArray());
        for (var row = 0; row < times.Length; row++)
        {
            if (entities[row] >= 0)
            {
                var slot = next[entities[row]]++;
                (rows[slot], sorted[slot]) = (row, times[row]);
            }
        }

        SideBySide(keys, (first, end) =>
        {
            for (var entity = first; entity < end; entity++)
            {
                slotted.Sort(starts[entity], starts[entity + 1]);
            }
        });
        return slotted;
    }

    private static void SideBySide(int count, Action<int, int> handle)
    {
        var stretches = 4 * Environment.ProcessorCount;
        Parallel.For(0, stretches, i => handle((int)((long)count * i / stretches), (int)((long)count * (i + 1) / stretches)));
    }

    private int[] FillPlaces()
    {
        var (places, rows) = (_entities, Sorted.Rows);
        if (SlotCount < RowCount)
        {
            Array.Fill(places, SlotCount);
        }

        SideBySide(SlotCount, (first, end) =>
        {
            for (var slot = first; slot < end; slot++)
            {
                places[rows[slot]] = slot;
            }
        });
        return places;
    }

    /// <summary>The slots of all entities.</summary>
    private sealed record Slotted(int[] Starts, int[] Rows, long[] Times)
    {
        /// <summary>Sorts an entity's slots by time. Most entities have few, which are inserted one by one.</summary>
        [MethodImpl(HotLoop.AtOnce)]
        public void Sort(int start, int end)
        {
            var (times, rows) = (Times, Rows);
            if (end - start > Few)
            {
                Array.Sort(times, rows, start, end - start);
                return;
            }

            for (var slot = start + 1; slot < end; slot++)
            {
                var (time, row, free) = (times[slot], rows[slot], slot);
                for (; free > start && times[free - 1] > time; free--)
                {
                    (times[free], rows[free]) = (times[free - 1], rows[free - 1]);
                }

                (times[free], rows[free]) = (time, row);
            }
        }
    }
}
