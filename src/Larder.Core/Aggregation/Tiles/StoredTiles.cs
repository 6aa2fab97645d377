namespace Larder.Aggregation.Tiles;

/// <summary>
/// The nodes of one entity that were read so far. A node that is asked for and not there is noted in <see cref="Wanted"/>; every segment
/// carries the stamp that its parent names, so that a head and segments of different states of the store are never mixed.
/// </summary>
internal sealed class StoredTiles(AggregatePlan plan, int folds)
{
    private readonly List<TileNode> _nodes = [];
    private readonly Dictionary<long, TileNode?> _segments = [];
    private readonly List<long> _wanted = [];

    /// <summary>The nodes opened, by their number; more lie behind them from earlier entities.</summary>
    public List<TileNode> Nodes => _nodes;

    /// <summary>Number of nodes opened.</summary>
    public int Count { get; private set; }

    /// <summary>The head.</summary>
    public TileNode Head => _nodes[0];

    /// <summary>Segments that were asked for and have not been read.</summary>
    public List<long> Wanted => _wanted;

    /// <summary>Whether a segment was not the one that its parent names: the entity was written between two reads.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Begins an entity.</summary>
    public void Open(ReadOnlyMemory<byte> head)
    {
        Count = 0;
        IsTorn = false;
        _segments.Clear();
        _wanted.Clear();
        Add(head, plan.Grid.Levels);
    }

    /// <summary>Takes a segment that was wanted; null for one that is not stored.</summary>
    public void Load(long segment, ReadOnlyMemory<byte>? payload) => _segments[segment] = payload is { } bytes ? Add(bytes, (int)(segment & 63)) : null;

    /// <summary>Asks for a segment, which need not be there.</summary>
    public void Want(long segment)
    {
        if (!_wanted.Contains(segment))
        {
            _wanted.Add(segment);
        }
    }

    /// <summary>A tile of a branch as the node that it is; null where it has to be read first, or is not the one named.</summary>
    public TileNode? Child(TileNode branch, int tile)
    {
        var bytes = branch.Bytes;
        var level = branch.Level - 1;
        var segment = TileLayout.SegmentOf(level, plan.Grid.TileOf(level, branch.Children[BranchFact.First].At(bytes, tile)));
        if (!_segments.TryGetValue(segment, out var node))
        {
            Want(segment);
            return null;
        }

        if (node?.Stamp != branch.Children[BranchFact.Stamp].At(bytes, tile))
        {
            IsTorn = true;
            return null;
        }

        return node;
    }

    private TileNode Add(ReadOnlyMemory<byte> bytes, int level)
    {
        if (Count == _nodes.Count)
        {
            _nodes.Add(new TileNode(plan, folds));
        }

        var node = _nodes[Count];
        node.Open(bytes, level, Count);
        Count++;
        return node;
    }
}
