using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// The nodes of one entity that were read so far, by their number. A node that is asked for and not there is noted in <see cref="Wanted"/>; every
/// segment carries the stamp that its parent names, so that a head and segments of different states of the store are never mixed.
/// </summary>
internal sealed class StoredTiles(AggregatePlan plan, int folds, TileCache? cache = null)
{
    /// <summary>The head's number.</summary>
    public const int HeadNumber = 0;

    private const int NotStored = -1;

    private readonly List<TileNode> _nodes = [];
    private readonly Dictionary<long, int> _segments = [];
    private readonly List<long> _wanted = [];
    private EntityKey _entity;

    /// <summary>The head.</summary>
    public TileNode Head => _nodes[HeadNumber];

    /// <summary>Segments that were asked for and have not been read.</summary>
    public List<long> Wanted => _wanted;

    /// <summary>Whether a segment was not the one that its parent names: the entity was written between two reads.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>A node by its number.</summary>
    public TileNode this[int number] => _nodes[number];

    /// <summary>Begins an entity.</summary>
    /// <exception cref="Errors.UnavailableException">The head is damaged.</exception>
    public void Open(EntityKey entity, ReadOnlyMemory<byte> head)
    {
        IsTorn = false;
        _nodes.Clear();
        _segments.Clear();
        _wanted.Clear();
        _entity = entity;
        var known = cache?.Find(plan, entity, Storage.SegmentKey.Row);
        _nodes.Add(known is not null && known.IsOf(head) ? known : ReadHead(head));
    }

    /// <summary>Takes a segment that was wanted; null for one that is not stored.</summary>
    /// <exception cref="Errors.UnavailableException">It is damaged.</exception>
    public void Load(long segment, ReadOnlyMemory<byte>? payload)
    {
        if (payload is not { } bytes)
        {
            _segments[segment] = NotStored;
            return;
        }

        NodeHeader.CheckStamp(bytes.Span);
        Use(segment, Kept(segment, new TileNode(plan, folds, TileNode.WholeArray(bytes) ?? bytes.ToArray(), TileLayout.LevelOf(segment))));
    }

    /// <summary>Asks for a segment that may be needed later and need not be there.</summary>
    public void WantUnknown(long segment)
    {
        if (!_segments.ContainsKey(segment) && cache?.Find(plan, _entity, segment) is null)
        {
            Want(segment);
        }
    }

    /// <summary>The number of the node that a tile of a branch is; -1 where it has to be read first, or is not the one named.</summary>
    public int Child(TileNode branch, int tile)
    {
        var level = branch.Level - 1;
        var segment = TileLayout.SegmentOf(level, plan.Grid.TileOf(level, branch.Children[BranchFact.First][tile]));
        var stamp = branch.Children[BranchFact.Stamp][tile];
        if (!_segments.TryGetValue(segment, out var number))
        {
            if (cache?.Find(plan, _entity, segment) is not { } known || known.Stamp != stamp)
            {
                Want(segment);
                return NotStored;
            }

            return Use(segment, known);
        }

        if (number == NotStored || _nodes[number].Stamp != stamp)
        {
            IsTorn = true;
            return NotStored;
        }

        return number;
    }

    private void Want(long segment)
    {
        if (!_wanted.Contains(segment))
        {
            _wanted.Add(segment);
        }
    }

    /// <summary>A head in memory that is used again is read where it lies, and once only: entities read for the first time cost no copy.</summary>
    private TileNode ReadHead(ReadOnlyMemory<byte> head) => TileNode.WholeArray(head) is { } array
        ? Kept(Storage.SegmentKey.Row, new TileNode(plan, folds, array, plan.Grid.Levels))
        : new TileNode(plan, folds, TileNode.SegmentOf(head), plan.Grid.Levels, isKept: false);

    private TileNode Kept(long segment, TileNode node)
    {
        cache?.Keep(plan, _entity, segment, node);
        return node;
    }

    private int Use(long segment, TileNode node)
    {
        _nodes.Add(node);
        return _segments[segment] = _nodes.Count - 1;
    }
}
