using System.Runtime.CompilerServices;
using Larder.Aggregation;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Offline;

/// <summary>
/// The events of an aggregate view by entity, with the plan's inputs prepared: parts of the table are read as they lie, side by side where
/// the entities are known; then each entity's events are found by counting, and sorted when they are loaded.
/// </summary>
internal sealed class EntityGroups
{
    private readonly EntityRows[] _parts;
    private readonly int[] _offsets;
    private readonly int[] _starts;
    private readonly int[] _rows;

    private EntityGroups(KeyIndex keys, EntityRows[] parts)
    {
        (Keys, _parts) = (keys, parts);
        _offsets = new int[parts.Length + 1];
        for (var part = 0; part < parts.Length; part++)
        {
            _offsets[part + 1] = checked(_offsets[part] + parts[part].Count);
        }

        _starts = new int[keys.Count + 1];
        _rows = new int[_offsets[^1]];
        Group();
    }

    /// <summary>Some entities of other groups.</summary>
    private EntityGroups(KeyIndex keys, int[] ids, EntityGroups all)
    {
        (Keys, _parts, _offsets) = (keys, all._parts, all._offsets);
        _rows = [.. ids.SelectMany(id => all._rows[all._starts[id]..all._starts[id + 1]])];
        _starts = [0, .. ids.Select(all.CountOf)];
        for (var id = 0; id < ids.Length; id++)
        {
            _starts[id + 1] += _starts[id];
        }
    }

    /// <summary>The entities.</summary>
    public KeyIndex Keys { get; }

    /// <summary>Reads and groups the events known at the context's instant.</summary>
    /// <param name="context">The engine.</param>
    /// <param name="table">The view's table.</param>
    /// <param name="view">The view.</param>
    /// <param name="wanted">The entities to keep, whose numbers are kept too; null for all.</param>
    public static EntityGroups Read(ScanContext context, OfflineTable table, CompiledAggregateView view, KeyIndex? wanted)
    {
        var keys = wanted ?? new KeyIndex(view.Entity.KeyType);
        var cut = table.Split(context.Threads);
        var parts = new EntityRows[cut.Count];
        void ReadPart(DuckDbConnection connection, TablePart part, CancellationToken cancellationToken) =>
            parts[part.Number] = Read(context, connection, table, part, view, keys, adds: wanted is null, cancellationToken);

        if (wanted is not null)
        {
            context.ForEach(cut, ReadPart);
            return new EntityGroups(keys, parts);
        }

        using var connection = context.Engine.Connect();
        foreach (var part in cut)
        {
            ReadPart(connection, part, context.CancellationToken);
        }

        return new EntityGroups(keys, parts);
    }

    /// <summary>The same without entities that have no event, which therefore get other numbers; these very groups where there are none.</summary>
    public EntityGroups WithoutEmpty(Entity entity)
    {
        var ids = Enumerable.Range(0, Keys.Count).Where(id => CountOf(id) > 0).ToArray();
        return ids.Length == Keys.Count ? this : new EntityGroups(KeyIndex.Of(entity.KeyType, ids.Select(id => Keys[id])), ids, this);
    }

    /// <summary>Number of an entity's events.</summary>
    public int CountOf(int id) => _starts[id + 1] - _starts[id];

    /// <summary>Fills <paramref name="events"/> with an entity's, in the total order.</summary>
    public void Load(int id, EntityEvents events, Scratch scratch)
    {
        events.Clear();
        var rows = scratch.Sorted(_rows.AsSpan(_starts[id], CountOf(id)), this);
        foreach (var row in rows)
        {
            var (part, local) = PlaceOf(row);
            part.Read(local, scratch.Inputs);
            events.Add(part.Order(local), scratch.Inputs);
            if (part.RetractedAt(local) is var retracted and not long.MaxValue)
            {
                events.Retract(events.Count - 1, new Instant(retracted));
            }
        }
    }

    private static EntityRows Read(
        ScanContext context, DuckDbConnection connection, OfflineTable table, TablePart part, CompiledAggregateView view, KeyIndex keys, bool adds, CancellationToken cancellationToken)
    {
        var rows = new EntityRows(view.Plan.Inputs);
        var entities = new EntityReader(view, keys, adds, view.ValueColumns);
        var inputs = new FeatureValue[view.Inputs.Count];
        foreach (var events in table.Scan(connection, part, entities.Events, context.AsOf, cancellationToken))
        {
            entities.Resolve();
            for (var row = 0; row < events.Batch.Count; row++)
            {
                if (entities.Ids[row] < 0)
                {
                    continue;
                }

                for (var i = 0; i < inputs.Length; i++)
                {
                    inputs[i] = view.Inputs[i](events.Batch, row);
                }

                rows.Add(entities.Ids[row], events.EventTimes[row], events.KnownAts[row], events.Sequences[row], inputs);
                if (events.RetractedAts?[row] is { } retracted and not long.MaxValue)
                {
                    rows.Retract(retracted);
                }
            }
        }

        return rows;
    }

    /// <summary>Counts each entity's events and notes where they lie.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private void Group()
    {
        foreach (var part in _parts)
        {
            foreach (var entity in part.Entities)
            {
                _starts[entity + 1]++;
            }
        }

        for (var entity = 0; entity < Keys.Count; entity++)
        {
            _starts[entity + 1] += _starts[entity];
        }

        var next = _starts.ToArray();
        for (var part = 0; part < _parts.Length; part++)
        {
            var row = _offsets[part];
            foreach (var entity in _parts[part].Entities)
            {
                _rows[next[entity]++] = row++;
            }
        }
    }

    private (EntityRows Part, int Row) PlaceOf(int row)
    {
        var part = 0;
        while (row >= _offsets[part + 1])
        {
            part++;
        }

        return (_parts[part], row - _offsets[part]);
    }

    /// <summary>Memory for loading; one per thread.</summary>
    public sealed class Scratch(CompiledAggregateView view)
    {
        private long[] _times = [];
        private int[] _sorted = [];

        /// <summary>One event's inputs.</summary>
        public FeatureValue[] Inputs { get; } = new FeatureValue[view.Inputs.Count];

        /// <summary>Rows in the total order: by event time, then those of one time by the rest of it.</summary>
        public ReadOnlySpan<int> Sorted(ReadOnlySpan<int> rows, EntityGroups groups)
        {
            if (_sorted.Length < rows.Length)
            {
                (_times, _sorted) = (new long[rows.Length * 2], new int[rows.Length * 2]);
            }

            rows.CopyTo(_sorted);
            var isSorted = true;
            for (var i = 0; i < rows.Length; i++)
            {
                var (part, row) = groups.PlaceOf(rows[i]);
                _times[i] = part.EventTimes[row];
                isSorted &= i == 0 || _times[i - 1] < _times[i];
            }

            if (!isSorted)
            {
                Array.Sort(_times, _sorted, 0, rows.Length);
                SortTies(rows.Length, groups);
            }

            return _sorted.AsSpan(0, rows.Length);
        }

        private void SortTies(int count, EntityGroups groups)
        {
            for (var start = 0; start < count;)
            {
                var end = start + 1;
                while (end < count && _times[end] == _times[start])
                {
                    end++;
                }

                if (end - start > 1)
                {
                    _sorted.AsSpan(start, end - start).Sort((left, right) => OrderOf(left, groups).CompareTo(OrderOf(right, groups)));
                }

                start = end;
            }
        }

        private static EventOrder OrderOf(int row, EntityGroups groups)
        {
            var (part, local) = groups.PlaceOf(row);
            return part.Order(local);
        }
    }
}
