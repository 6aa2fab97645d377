using System.Buffers;
using System.Runtime.CompilerServices;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// A stored list of tiles of one level, in time order: a number, then the facts as <see cref="IntColumn"/>s, then for each fold where its
/// states end (a column) and the states. A state without bytes is that of a tile in which no value counts.
/// </summary>
internal sealed class TileTable
{
    private readonly ArraySegment<byte> _bytes;
    private readonly long[][] _facts;
    private readonly IntColumn[] _ends;
    private readonly (int Start, int Length)[] _states;
    private readonly object?[] _decoded;
    private long _decodedBytes;

    /// <summary>Reads the table at <paramref name="at"/>, which is moved behind it.</summary>
    /// <exception cref="Errors.UnavailableException">It is damaged.</exception>
    public TileTable(ArraySegment<byte> bytes, int facts, int folds, bool keepsStates, ref int at)
    {
        KeepsStates = keepsStates;
        (_bytes, _facts, _ends, _states, _decoded) = (bytes, new long[facts][], new IntColumn[folds], new (int, int)[folds], new object?[folds]);
        Count = NodeHeader.ReadCount(bytes, ref at);
        for (var fact = 0; fact < facts; fact++)
        {
            var column = IntColumn.Open(bytes, Count, ref at);
            if (fact == 0 && Count > 1 && column.Width == 0)
            {
                throw VarintReader.Damaged();
            }

            column.CopyTo(bytes, 0, _facts[fact] = new long[Count]);
        }

        // Searches rest on it, and damage that makes a few tiles into very many ends here.
        for (var tile = 1; tile < Count; tile++)
        {
            if (_facts[0][tile] <= _facts[0][tile - 1])
            {
                throw VarintReader.Damaged();
            }
        }

        for (var fold = 0; fold < folds; fold++)
        {
            _ends[fold] = IntColumn.Open(bytes, Count, ref at);
            var length = Count == 0 ? 0 : _ends[fold].At(bytes, Count - 1);
            if ((ulong)length > (ulong)(bytes.Count - at))
            {
                throw VarintReader.Damaged();
            }

            _states[fold] = (at, (int)length);
            at += (int)length;
        }
    }

    /// <summary>Whether states are decoded all at once and kept, for a node that is read again.</summary>
    public bool KeepsStates { get; }

    /// <summary>What the decoded states take, in bytes, about: what decoding them allocated.</summary>
    public long DecodedBytes => Interlocked.Read(ref _decodedBytes);

    /// <summary>Number of tiles.</summary>
    public int Count { get; }

    /// <summary>A fact of all tiles; not to be changed. The first fact ascends.</summary>
    public long[] this[int fact] => _facts[fact];

    /// <summary>The stored state of a tile.</summary>
    /// <exception cref="Errors.UnavailableException">It is damaged.</exception>
    public ReadOnlySpan<byte> StateOf(int tile, int fold)
    {
        ref readonly var ends = ref _ends[fold];
        var (first, length) = _states[fold];
        var start = tile == 0 ? 0 : ends.At(_bytes, tile - 1);
        var end = ends.At(_bytes, tile);
        return start >= 0 && start <= end && end <= length ? _bytes.AsSpan(first + (int)start, (int)(end - start)) : throw VarintReader.Damaged();
    }

    /// <summary>All tiles' states of a fold, decoded once.</summary>
    /// <exception cref="Errors.UnavailableException">One is damaged.</exception>
    public DecodedStates<TState> StatesOf<TAlgebra, TValue, TState, TResult>(TAlgebra algebra, int fold)
        where TAlgebra : IAggregation<TValue, TState, TResult>
    {
        if (Volatile.Read(ref _decoded[fold]) is { } known)
        {
            // A fold has one algebra.
            return Unsafe.As<DecodedStates<TState>>(known);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var decoded = new DecodedStates<TState>(Count);
        for (var tile = 0; tile < Count; tile++)
        {
            if (StateOf(tile, fold) is { IsEmpty: false } state)
            {
                decoded.States[tile] = algebra.Read(state);
            }
            else
            {
                decoded.SetEmpty(tile);
            }
        }

        if (Interlocked.CompareExchange(ref _decoded[fold], decoded, null) is null)
        {
            Interlocked.Add(ref _decodedBytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return decoded;
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

/// <summary>The states of a table's tiles.</summary>
internal sealed class DecodedStates<TState>(int count)
{
    private bool[]? _empty;

    /// <summary>By tile; not to be changed.</summary>
    public TState[] States { get; } = new TState[count];

    /// <summary>Whether any value counts in a tile.</summary>
    public bool Has(int tile) => _empty is null || !_empty[tile];

    public void SetEmpty(int tile) => (_empty ??= new bool[States.Length])[tile] = true;
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
