using System.Buffers;
using Larder.Aggregation.Algebra;
using Larder.Aggregation.Folds;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Folds rows and stored states of whole tiles, in time order, and writes states: what <see cref="Accumulator{TAlgebra, TValue, TState, TResult}"/>
/// does, for one fold key, whatever its algebra. One per thread.
/// </summary>
internal abstract class TileFold(AggregationSpec spec) : RowFold(spec)
{
    /// <summary>Forgets everything.</summary>
    public abstract void Begin();

    /// <summary>Adds the rows of a settled stretch.</summary>
    public abstract void AddSettled(int start, int end);

    /// <summary>Adds the state of a whole tile; nothing where it is empty.</summary>
    public abstract void AddTile(int level, long time, ReadOnlySpan<byte> state);

    /// <summary>Folds what the windows of an entity share.</summary>
    /// <param name="cut">The windows.</param>
    /// <param name="stored">The nodes that their pieces lie in.</param>
    /// <param name="fold">This fold's number.</param>
    /// <param name="at">The query time.</param>
    public abstract void Share(TileCut cut, StoredTiles stored, int fold, Instant at);

    /// <summary>The value of a window, once <see cref="Share"/> was called.</summary>
    /// <param name="cut">The windows.</param>
    /// <param name="window">Which of them.</param>
    /// <param name="stored">The nodes that their pieces lie in.</param>
    /// <param name="fold">This fold's number.</param>
    /// <param name="at">The query time.</param>
    public abstract FeatureValue Evaluate(TileCut cut, int window, StoredTiles stored, int fold, Instant at);

    /// <summary>Writes the state of everything added; nothing where no value was.</summary>
    public abstract void Write(IBufferWriter<byte> target);
}

/// <inheritdoc/>
internal sealed class TileFold<TReader, TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec, TileGrid grid) : TileFold(spec)
    where TReader : struct, IRowReader<TValue>
    where TAlgebra : IAggregation<TValue, TState, TResult>
{
    private readonly Accumulator<TAlgebra, TValue, TState, TResult> _accumulator = new(algebra, grid);
    private InputColumn? _bucket;
    private (TState State, bool Has)[] _shared = [];
    private bool _isEmpty = true;

    public override void Attach(EntityEvents events)
    {
        base.Attach(events);
        _bucket = Spec.Bucket < 0 ? null : events.Inputs[Spec.Bucket];
    }

    public override void Begin()
    {
        _accumulator.Begin();
        _isEmpty = true;
    }

    public override void AddSettled(int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            if (Takes(row))
            {
                Add(row);
            }
        }
    }

    public override void AddTile(int level, long time, ReadOnlySpan<byte> state)
    {
        if (!state.IsEmpty)
        {
            _isEmpty = false;
            _accumulator.AddTile(level, time, algebra.Read(state));
        }
    }

    public override void Share(TileCut cut, StoredTiles stored, int fold, Instant at)
    {
        var shared = cut.Shared;
        if (_shared.Length < shared.Length)
        {
            _shared = new (TState, bool)[shared.Length];
        }

        for (var i = 0; i < shared.Length; i++)
        {
            Add(cut, in shared[i], stored, fold, at);
            _shared[i] = _isEmpty ? default : (_accumulator.Total(), true);
        }
    }

    public override FeatureValue Evaluate(TileCut cut, int window, StoredTiles stored, int fold, Instant at)
    {
        Add(cut, in cut.Windows[window], stored, fold, at);
        return Folds.InputValues.Wrap(algebra.Finish(_accumulator.Total(), at));
    }

    public override void Write(IBufferWriter<byte> target)
    {
        if (!_isEmpty)
        {
            algebra.Write(_accumulator.Total(), target);
        }
    }

    private void Add(TileCut cut, in TileStretch stretch, StoredTiles stored, int fold, Instant at)
    {
        Begin();
        TileTable? table = null;
        DecodedStates<TState>? states = null;
        foreach (ref readonly var piece in cut.PiecesOf(stretch))
        {
            _accumulator.Leave(piece.Left);
            if (piece.IsRows)
            {
                AddRows(in piece, cut.Left, at);
                continue;
            }

            var own = stored[piece.Node].Tiles(piece.Table);
            if (!own.KeepsStates)
            {
                AddRead(own.StateOf(piece.Start, fold), piece.Level);
                continue;
            }

            // Neighbouring tiles mostly lie in one table.
            if (!ReferenceEquals(own, table))
            {
                (table, states) = (own, own.StatesOf<TAlgebra, TValue, TState, TResult>(algebra, fold));
            }

            if (states!.Has(piece.Start))
            {
                _isEmpty = false;
                _accumulator.AddTileHere(piece.Level, in states.States[piece.Start]);
            }
        }

        if (stretch.Next >= 0 && _shared[stretch.Next].Has)
        {
            _isEmpty = false;
            _accumulator.Leave(stretch.Left);
            _accumulator.AddTileHere(stretch.Level, in _shared[stretch.Next].State);
        }
    }

    private void AddRead(ReadOnlySpan<byte> state, int level)
    {
        if (!state.IsEmpty)
        {
            _isEmpty = false;
            _accumulator.AddTileHere(level, algebra.Read(state));
        }
    }

    private void AddRows(in TilePiece piece, ReadOnlySpan<byte> left, Instant at)
    {
        var times = Events.EventTimes;
        var range = new WindowRange(piece.Start, piece.End, piece.IsSettled);
        for (var row = piece.Start; row < piece.End; row++)
        {
            if (row > piece.Start && left[row] > 0)
            {
                _accumulator.Leave(left[row]);
            }

            if (Takes(row, range, at) && HasBucket(row))
            {
                _isEmpty = false;
                _accumulator.AddHere(TReader.Read(Input, _bucket, row), times[row]);
            }
        }
    }

    private bool HasBucket(int row) => _bucket is null || !_bucket.Nulls[row];

    private void Add(int row)
    {
        if (HasBucket(row))
        {
            _isEmpty = false;
            _accumulator.Add(TReader.Read(Input, _bucket, row), Events.EventTimes[row]);
        }
    }
}

/// <summary>Reads what an algebra takes of a row.</summary>
internal interface IRowReader<TValue>
{
    /// <summary>The value of a row that counts.</summary>
    static abstract TValue Read(InputColumn? input, InputColumn? bucket, int row);
}

/// <summary>The input's value.</summary>
internal readonly struct ValueReader<TValue> : IRowReader<TValue>
{
    public static TValue Read(InputColumn? input, InputColumn? bucket, int row) => Folds.InputValues.Read<TValue>(input, row);
}

/// <summary>The input's value with its bucket.</summary>
internal readonly struct BucketReader<TValue> : IRowReader<BucketValue<TValue>>
{
    public static BucketValue<TValue> Read(InputColumn? input, InputColumn? bucket, int row) =>
        new(bucket!.Texts[(int)bucket.Bits[row]], Folds.InputValues.Read<TValue>(input, row));
}
