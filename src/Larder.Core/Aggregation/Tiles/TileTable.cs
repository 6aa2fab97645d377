using System.Buffers;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// A stored list of tiles of one level, in time order: a number, then the facts as <see cref="IntColumn"/>s, then for each fold where its
/// states end (a column) and the states. A state without bytes is that of a tile in which no value counts.
/// </summary>
internal sealed class TileTable(int facts, int folds)
{
    private readonly IntColumn[] _facts = new IntColumn[facts];
    private readonly IntColumn[] _ends = new IntColumn[folds];
    private readonly (int Start, int Length)[] _states = new (int, int)[folds];

    /// <summary>Number of tiles.</summary>
    public int Count { get; private set; }

    /// <summary>A fact of all tiles.</summary>
    public ref readonly IntColumn this[int fact] => ref _facts[fact];

    /// <summary>Reads the table at <paramref name="at"/>, which is moved behind it.</summary>
    /// <exception cref="Errors.UnavailableException">It is damaged.</exception>
    public void Open(ReadOnlySpan<byte> bytes, ref int at)
    {
        Count = NodeHeader.ReadCount(bytes, ref at);
        for (var fact = 0; fact < _facts.Length; fact++)
        {
            _facts[fact] = IntColumn.Open(bytes, Count, ref at);
        }

        for (var fold = 0; fold < _ends.Length; fold++)
        {
            _ends[fold] = IntColumn.Open(bytes, Count, ref at);
            var length = Count == 0 ? 0 : _ends[fold].At(bytes, Count - 1);
            if ((ulong)length > (ulong)(bytes.Length - at))
            {
                throw VarintReader.Damaged();
            }

            _states[fold] = (at, (int)length);
            at += (int)length;
        }
    }

    /// <summary>The stored state of a tile.</summary>
    public ReadOnlySpan<byte> StateOf(ReadOnlySpan<byte> bytes, int tile, int fold)
    {
        ref readonly var ends = ref _ends[fold];
        var (first, length) = _states[fold];
        var start = tile == 0 ? 0 : ends.At(bytes, tile - 1);
        var end = ends.At(bytes, tile);
        return start >= 0 && start <= end && end <= length ? bytes.Slice(first + (int)start, (int)(end - start)) : throw VarintReader.Damaged();
    }

    /// <summary>Writes tiles.</summary>
    /// <param name="target">Receives the table.</param>
    /// <param name="tiles">The tiles, in time order.</param>
    /// <param name="facts">Number of facts.</param>
    /// <param name="folds">Number of folds.</param>
    public static void Write(IBufferWriter<byte> target, IReadOnlyList<TileEntry> tiles, int facts, int folds)
    {
        NodeHeader.WriteCount(target, tiles.Count);
        var column = new long[tiles.Count];
        for (var fact = 0; fact < facts; fact++)
        {
            for (var tile = 0; tile < column.Length; tile++)
            {
                column[tile] = tiles[tile].Facts[fact];
            }

            IntColumn.Write(target, column);
        }

        for (var fold = 0; fold < folds; fold++)
        {
            var end = 0L;
            for (var tile = 0; tile < column.Length; tile++)
            {
                column[tile] = end += tiles[tile].States[fold].Length;
            }

            IntColumn.Write(target, column);
            foreach (var tile in tiles)
            {
                target.Write(tile.States[fold].Span);
            }
        }
    }
}

/// <summary>A tile to be written: its facts (<see cref="LeafFact"/> or <see cref="BranchFact"/>) and its states by fold.</summary>
internal sealed record TileEntry(long[] Facts, ReadOnlyMemory<byte>[] States);

/// <summary>The facts of tiles whose rows lie in the same node.</summary>
internal static class LeafFact
{
    public const int FirstRow = 0;
    public const int Rows = 1;
    public const int Settled = 2;
    public const int Count = 3;
}

/// <summary>The facts of tiles that are nodes of their own.</summary>
internal static class BranchFact
{
    /// <summary>Event time of the first row.</summary>
    public const int First = 0;

    /// <summary>Event time of the last row.</summary>
    public const int Last = 1;

    /// <summary>Event time of the last row that is never retracted; the least number where there is none.</summary>
    public const int Newest = 2;
    public const int Rows = 3;
    public const int Settled = 4;

    /// <summary>The hash that the node's header repeats.</summary>
    public const int Stamp = 5;
    public const int Count = 6;
}
