using System.Runtime.CompilerServices;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Settled ranges of entities with few events per widest tile, in a grid of two levels: those tiles are folded all at once, then a range is the rows of its ragged
/// ends and a run over the tiles between. The merges are those of the other way, in the same order.
/// </summary>
internal sealed partial class AlgebraFold<TAlgebra, TValue, TState, TResult>
{
    /// <summary>Rows at a ragged end up to which they are folded one by one.</summary>
    private const int FewAtEnd = 32;

    private bool CanFoldSparse => _index.IsSparse && !RuntimeHelpers.IsReferenceOrContainsReferences<TState>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryFoldSparse(int start, int end, out TState total)
    {
        var starts = _index.Starts(1);
        var (first, last) = (_index.TileOf(1, start), _index.TileOf(1, end - 1));
        var isFirstWhole = starts[first] == start && starts[first + 1] <= end;
        var isLastWhole = starts[last + 1] <= end;
        var head = isFirstWhole ? start : Math.Min(starts[first + 1], end);
        var tail = isLastWhole ? end : Math.Max(head, starts[last]);
        if (head - start > FewAtEnd || end - tail > FewAtEnd)
        {
            total = default!;
            return false;
        }

        FillWidest();
        var states = tiles.States(1);
        var hasEmpty = tiles.HasEmpty;
        var (sum, has) = (default(TState)!, false);
        FoldWithin(start, head, ref sum, ref has);
        for (var tile = isFirstWhole ? first : first + 1; tile <= (isLastWhole ? last : last - 1); tile++)
        {
            if (hasEmpty && IsEmpty(1, tile))
            {
                continue;
            }

            if (!has)
            {
                (sum, has) = (algebra.Create(), true);
            }

            algebra.Merge(ref sum, in states[tile]);
        }

        if (tail < end)
        {
            var (part, hasPart) = (default(TState)!, false);
            FoldWithin(tail, end, ref part, ref hasPart);
            Pass(ref part, ref hasPart, ref sum, ref has);
        }

        total = has ? sum : algebra.Create();
        return true;
    }

    /// <summary>Computes the folds of all tiles of the widest level, unless they are known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillWidest()
    {
        tiles.Begin(Events, _index);
        if (tiles.IsFilled)
        {
            return;
        }

        var starts = _index.Starts(1);
        var states = tiles.States(1);
        for (var tile = 0; tile + 1 < starts.Length; tile++)
        {
            var (state, has) = (default(TState)!, false);
            FoldWithin(starts[tile], starts[tile + 1], ref state, ref has);
            states[tile] = state;
            tiles.Set(1, tile, isEmpty: !has);
        }

        tiles.IsFilled = true;
    }

    /// <summary>Folds rows of one widest tile, by the tiles it is made of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FoldWithin(int start, int end, ref TState state, ref bool has)
    {
        var narrowOf = _index.TilesOfRows(0);
        var times = Events.EventTimes;
        var takesAllValues = TakesAllValues;
        var input = Input;
        var nulls = input is null ? [] : input.Nulls;
        var (narrow, hasNarrow) = (default(TState)!, false);
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

            if (row + 1 == end || narrowOf[row + 1] != narrowOf[row])
            {
                Pass(ref narrow, ref hasNarrow, ref state, ref has);
            }
        }
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
