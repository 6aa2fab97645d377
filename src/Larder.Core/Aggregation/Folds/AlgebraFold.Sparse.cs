using System.Runtime.CompilerServices;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Settled ranges with hardly more rows than tiles: nothing is gained by folds of whole tiles, so the rows are folded in one pass, in a grid of two levels. The merges
/// are those of the tiles' way, in the same order.
/// </summary>
internal sealed partial class AlgebraFold<TAlgebra, TValue, TState, TResult>
{
    /// <summary>Rows per widest tile from which on its fold is worth keeping.</summary>
    private const int RowsWorthKeeping = 2;

    private bool IsSparse(int start, int end) =>
        _index.Levels == 2
        && !RuntimeHelpers.IsReferenceOrContainsReferences<TState>()
        && (_index.TileOf(1, end - 1) - _index.TileOf(1, start) + 1) * RowsWorthKeeping >= end - start;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TState FoldSparse(int start, int end)
    {
        var narrowOf = _index.TilesOfRows(0);
        var wideOf = _index.TilesOfRows(1);
        var times = Events.EventTimes;
        var takesAllValues = TakesAllValues;
        var input = Input;
        var nulls = input is null ? [] : input.Nulls;
        var (total, wide, narrow) = (default(TState)!, default(TState)!, default(TState)!);
        var (hasTotal, hasWide, hasNarrow) = (false, false, false);
        for (var row = start; row < end; row++)
        {
            if (takesAllValues ? nulls.Length == 0 || !nulls[row] : Takes(row))
            {
                if (!hasNarrow)
                {
                    (narrow, hasNarrow) = (algebra.Create(), true);
                }

                algebra.Add(ref narrow, InputValues.Read<TValue>(input, row), new Instant(times[row]));
            }

            var isLast = row + 1 == end;
            if (isLast || narrowOf[row + 1] != narrowOf[row])
            {
                Pass(ref narrow, ref hasNarrow, ref wide, ref hasWide);
                if (isLast || wideOf[row + 1] != wideOf[row])
                {
                    Pass(ref wide, ref hasWide, ref total, ref hasTotal);
                }
            }
        }

        return hasTotal ? total : algebra.Create();
    }

    /// <summary>Merges the state of a finished tile into that of the tile around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pass(ref TState tile, ref bool has, ref TState around, ref bool hasAround)
    {
        if (!has)
        {
            return;
        }

        if (hasAround)
        {
            algebra.Merge(ref around, in tile);
        }
        else
        {
            (around, hasAround) = (tile, true);
        }

        has = false;
    }
}
