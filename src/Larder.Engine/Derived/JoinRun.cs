using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Offline;
using Larder.Offline.TrainingSets;
using Larder.Types;

namespace Larder.Derived;

/// <summary>
/// Makes the rows of a joined source:
/// 1. the base's events are read: their places in the total order, the keys of each view joined, the columns the lambda needs;
/// 2. each view is evaluated at the events' times, as a training set whose spine they are;
/// 3. the lambda makes a row of each event and what was found.
/// </summary>
internal sealed class JoinRun
{
    private static readonly Instant Always = new(long.MaxValue / 2);

    private readonly SourceDefinition _source;
    private readonly CompiledJoin _join;
    private readonly ScanContext _context;
    private readonly KeyIndex[] _keys;
    private readonly int[][] _entities;
    private readonly Column[] _values;
    private readonly EventOrder[] _orders;
    private int _count;

    private JoinRun(SourceDefinition source, CompiledJoin join, ScanContext context, OfflineTable events)
    {
        (_source, _join, _context) = (source, join, context);
        var rows = checked((int)events.Rows);
        _orders = new EventOrder[rows];
        _keys = [.. join.Joins.Select(j => new KeyIndex(j.Entity.KeyType))];
        _entities = [.. join.Joins.Select(_ => new int[rows])];
        _values = [.. join.ValueColumns.Select(c => Column.Create(events.Source.Schema.Columns[c].Type, rows))];
    }

    /// <summary>Stages a row for each event of the base.</summary>
    /// <returns>The greatest event time; null where no event passes the filter.</returns>
    /// <exception cref="UserCodeException">A lambda threw.</exception>
    public static long? Stage(
        ScanContext context, SourceDefinition source, CompiledJoin join, OfflineTable events, Upstream upstream, StagingTables staging, IProgress<StepProgress>? progress)
    {
        if (events.Rows == 0)
        {
            return null;
        }

        var run = new JoinRun(source, join, context, events);
        run.Read(events);
        run.Make(upstream, staging, progress);
        return run._count == 0 ? null : run._orders.AsSpan(0, run._count).ToArray().Max(o => o.EventTime.Microseconds);
    }

    private void Read(OfflineTable events)
    {
        using var connection = _context.Engine.Connect();
        foreach (var reader in events.Scan(connection, _join.KeyColumns.Concat(_join.ValueColumns), Always, inTotalOrder: false, _context.CancellationToken))
        {
            for (var row = 0; row < reader.Batch.Count; row++)
            {
                if (_join.Filter is { } filter && !filter(reader.Batch, row))
                {
                    continue;
                }

                _orders[_count] = reader.Order(row);
                for (var j = 0; j < _keys.Length; j++)
                {
                    _entities[j][_count] = _join.Joins[j].Key(reader.Batch, row) is { IsNull: false } key ? _keys[j].GetOrAdd(key) : -1;
                }

                for (var c = 0; c < _values.Length; c++)
                {
                    _values[c].CopyFrom(_count, reader.Batch.Columns[_join.ValueColumns[c]], row);
                }

                _count++;
            }
        }
    }

    private void Make(Upstream upstream, StagingTables staging, IProgress<StepProgress>? progress)
    {
        var times = Array.ConvertAll(_orders[.._count], o => o.EventTime.Microseconds);
        var found = _join.Joins
            .Select((joined, j) => Find(joined, new SpineIndex(_keys[j], _entities[j][.._count], times), upstream, progress))
            .ToArray();
        var slots = new FeatureValue[_join.Joins.Max(j => j.Offset + j.View.Features.Count)];
        var scratch = _join.Joins.Select(j => new FeatureValue[j.Plan.SlotCount]).ToArray();
        var made = new EventBatch(_source.Schema, 1) { Count = 1 };
        for (var row = 0; row < _count; row++)
        {
            for (var c = 0; c < _values.Length; c++)
            {
                slots[_join.ValueColumns[c]] = _values[c].Value(row);
            }

            for (var j = 0; j < found.Length; j++)
            {
                var (joined, own) = (_join.Joins[j], scratch[j]);
                PointInTimeJoin.Gather(joined.Plan, found[j], [], row, own);
                joined.Plan.ComputeOnDemand(own);
                for (var f = 0; f < joined.Plan.Outputs.Count; f++)
                {
                    slots[joined.Offset + f] = own[joined.Plan.Outputs[f].Slot];
                }
            }

            Fill(made, slots, _orders[row]);
            staging.Accept(made, 0, _orders[row]);
            if (row % EventReader.Capacity == 0)
            {
                _context.CancellationToken.ThrowIfCancellationRequested();
                progress?.Report(new StepProgress($"deriving {_source.Name}", row, _count));
            }
        }
    }

    private IReadOnlyList<ViewColumns> Find(JoinedView joined, SpineIndex index, Upstream upstream, IProgress<StepProgress>? progress) =>
        PointInTimeJoin.Run(_context, joined.Plan, view => upstream[view.Source.Name], _ => index, progress);

    private void Fill(EventBatch made, FeatureValue[] slots, EventOrder order)
    {
        for (var c = 0; c < _source.Schema.Columns.Count; c++)
        {
            var (column, value) = (_source.Schema.Columns[c], _join.Functions[c](slots));
            if (value.IsNull && !column.IsNullable)
            {
                throw new InvalidInputException(
                    $"Source {_source.Name}: column {column.Name} of the event at {order.EventTime} is {(value.IsInvalid ? "invalid, because a sum of integers is beyond 64 bits" : "null")}, "
                    + $"which {_source.Schema.Type.Name}.{column.Property} cannot hold; make that property nullable.");
            }

            made.Columns[c].Set(0, value);
            OneForm.Bring(made.Columns[c], 0);
        }
    }
}
