using System.Runtime.CompilerServices;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Settled ranges: from tile to tile of the widest level, the cached fold where a tile is whole, else the same one level
/// below. The merges are those of the row-by-row way, in the same order.
/// </summary>
internal sealed partial class AlgebraFold<TAlgebra, TValue, TState, TResult>
{
    private TState FoldTiles(int start, int end)
    {
        var total = default(TState)!;
        var has = false;
        tiles.Begin(Events, _index);
        FoldTiles(_index.Levels - 1, start, end, ref total, ref has);
        return has ? total : algebra.Create();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FoldTiles(int level, int start, int end, ref TState total, ref bool has)
    {
        var starts = _index.Starts(level);
        var states = tiles.States(level);
        var sum = total;
        for (var tile = _index.TileOf(level, start); start < end; tile++)
        {
            var next = starts[tile + 1];
            if (start == starts[tile] && next <= end)
            {
                if (!IsEmpty(level, tile))
                {
                    if (!has)
                    {
                        (sum, has) = (algebra.Create(), true);
                    }

                    algebra.Merge(ref sum, in states[tile]);
                }
            }
            else
            {
                FoldPart(level, start, Math.Min(next, end), ref sum, ref has);
            }

            start = next;
        }

        total = sum;
    }

    /// <summary>Merges the fold of some rows of one tile.</summary>
    private void FoldPart(int level, int start, int end, ref TState total, ref bool has)
    {
        var part = default(TState)!;
        var hasPart = false;
        FoldBelow(level, start, end, ref part, ref hasPart);
        Pass(ref part, ref hasPart, ref total, ref has);
    }

    /// <summary>Folds rows of one tile, by the tiles it is made of; rows of a single smallest tile need no merge.</summary>
    private void FoldBelow(int level, int start, int end, ref TState state, ref bool has)
    {
        if (level == 0 || _index.TileOf(0, start) == _index.TileOf(0, end - 1))
        {
            FoldRows(start, end, ref state, ref has);
        }
        else
        {
            FoldTiles(level - 1, start, end, ref state, ref has);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FoldRows(int start, int end, ref TState state, ref bool has)
    {
        var times = Events.EventTimes;
        for (var row = start; row < end; row++)
        {
            if (Takes(row))
            {
                if (!has)
                {
                    (state, has) = (algebra.Create(), true);
                }

                algebra.Add(ref state, InputValues.Read<TValue>(Input, row), new Instant(times[row]));
            }
        }
    }

    /// <summary>Computes a tile's fold unless it is known: the smallest from its rows, the others from the tiles they are made of.</summary>
    private bool IsEmpty(int level, int tile) => tiles.TryGet(level, tile, out var isEmpty) ? isEmpty : ComputeIsEmpty(level, tile);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ComputeIsEmpty(int level, int tile)
    {
        var has = false;
        FoldBelow(level, _index.Start(level, tile), _index.End(level, tile), ref tiles.State(level, tile), ref has);
        tiles.Set(level, tile, isEmpty: !has);
        return !has;
    }
}
