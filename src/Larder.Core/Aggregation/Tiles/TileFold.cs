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

    /// <summary>Adds what a window is made of, known at a time.</summary>
    /// <param name="pieces">Rows and tiles, in time order.</param>
    /// <param name="nodes">The nodes that the tiles lie in.</param>
    /// <param name="fold">This fold's number.</param>
    /// <param name="at">The query time.</param>
    public abstract void Add(ReadOnlySpan<TilePiece> pieces, List<TileNode> nodes, int fold, Instant at);

    /// <summary>Writes the state of everything added; nothing where no value was.</summary>
    public abstract void Write(IBufferWriter<byte> target);

    /// <summary>The value of everything added.</summary>
    public abstract FeatureValue Finish(Instant at);
}

/// <inheritdoc/>
internal sealed class TileFold<TReader, TAlgebra, TValue, TState, TResult>(TAlgebra algebra, AggregationSpec spec, TileGrid grid) : TileFold(spec)
    where TReader : struct, IRowReader<TValue>
    where TAlgebra : IAggregation<TValue, TState, TResult>
{
    private readonly Accumulator<TAlgebra, TValue, TState, TResult> _accumulator = new(algebra, grid);
    private InputColumn? _bucket;
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

    public override void Add(ReadOnlySpan<TilePiece> pieces, List<TileNode> nodes, int fold, Instant at)
    {
        foreach (ref readonly var piece in pieces)
        {
            if (!piece.IsRows)
            {
                AddTile(piece.Level, piece.Time, nodes[piece.Node].StateOf(piece.Table, piece.Start, fold));
                continue;
            }

            var range = new WindowRange(piece.Start, piece.End, IsSettled: false);
            for (var row = piece.Start; row < piece.End; row++)
            {
                if (Takes(row, range, at))
                {
                    Add(row);
                }
            }
        }
    }

    public override void Write(IBufferWriter<byte> target)
    {
        if (!_isEmpty)
        {
            algebra.Write(_accumulator.Total(), target);
        }
    }

    public override FeatureValue Finish(Instant at) => Folds.InputValues.Wrap(algebra.Finish(_accumulator.Total(), at));

    private void Add(int row)
    {
        if (_bucket is null || !_bucket.Nulls[row])
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
