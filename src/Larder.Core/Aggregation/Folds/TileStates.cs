namespace Larder.Aggregation.Folds;

/// <summary>The folds of an entity's whole tiles, computed when first asked for and shared by all windows of one fold.</summary>
internal sealed class TileStates<TState>
{
    private readonly TState[][] _states;
    private readonly Known[][] _known;
    private EntityEvents? _events;
    private int _version;

    public TileStates(int levels)
    {
        _states = [.. Enumerable.Range(0, levels).Select(_ => Array.Empty<TState>())];
        _known = [.. Enumerable.Range(0, levels).Select(_ => Array.Empty<Known>())];
    }

    /// <summary>Whether all tiles of the widest level are known.</summary>
    public bool IsFilled { get; set; }

    /// <summary>Whether any tile that is known is empty.</summary>
    public bool HasEmpty { get; private set; }

    private enum Known : byte
    {
        No = 0,
        Empty = 1,
        Full = 2,
    }

    /// <summary>Forgets the tiles, unless they are of these events.</summary>
    public void Begin(EntityEvents events, TileIndex index)
    {
        if (ReferenceEquals(events, _events) && events.Version == _version)
        {
            return;
        }

        (_events, _version, IsFilled, HasEmpty) = (events, events.Version, false, false);
        for (var level = 0; level < _states.Length; level++)
        {
            var count = index.Count(level);
            if (_states[level].Length < count)
            {
                (_states[level], _known[level]) = (new TState[count], new Known[count]);
            }
            else
            {
                Array.Clear(_known[level], 0, count);
            }
        }
    }

    /// <summary>Whether a tile's fold is known, and if so whether any value went into it.</summary>
    public bool TryGet(int level, int tile, out bool isEmpty)
    {
        isEmpty = _known[level][tile] == Known.Empty;
        return _known[level][tile] != Known.No;
    }

    /// <summary>The folds of the tiles of a level, those that are known.</summary>
    public Span<TState> States(int level) => _states[level];

    /// <summary>A tile's fold.</summary>
    public ref TState State(int level, int tile) => ref _states[level][tile];

    /// <summary>Notes that a tile's fold is known.</summary>
    public void Set(int level, int tile, bool isEmpty)
    {
        _known[level][tile] = isEmpty ? Known.Empty : Known.Full;
        HasEmpty |= isEmpty;
    }
}
