namespace Larder.Aggregation.Tiles;

/// <summary>The rows that the windows of one entity need, decoded once each, stretch by stretch.</summary>
internal sealed class TileRows(AggregatePlan plan)
{
    private readonly List<(int Node, int Start, int End, int Place, long SettledAt)> _stretches = [];
    private byte[] _left = [];

    /// <summary>The rows.</summary>
    public EntityEvents Events { get; } = new(plan.Inputs);

    /// <summary>By row, how many levels' tiles, from the narrowest on, the row before it in its stretch lies in and it does not.</summary>
    public ReadOnlySpan<byte> Left => _left;

    /// <summary>Begins an entity.</summary>
    public void Clear()
    {
        _stretches.Clear();
        Events.Clear();
    }

    /// <summary>Where rows of a node lie, and from when on nothing changes about any of them.</summary>
    /// <exception cref="Errors.UnavailableException">They are damaged.</exception>
    public (int Start, long SettledAt) Take(TileNode node, int number, int start, int end)
    {
        foreach (var (known, first, last, place, settledAt) in _stretches)
        {
            if (known == number && first <= start && end <= last)
            {
                return (place + start - first, settledAt);
            }
        }

        var at = Events.Count;
        node.Rows.Load(node.Bytes, start, end, Events);
        var settled = Note(at);
        _stretches.Add((number, start, end, at, settled));
        return (at, settled);
    }

    private long Note(int first)
    {
        if (_left.Length < Events.Count)
        {
            Array.Resize(ref _left, Math.Max(Events.Count, 2 * _left.Length));
        }

        var times = Events.EventTimes;
        var (grid, settled) = (plan.Grid, long.MinValue);
        for (var row = first; row < times.Length; row++)
        {
            settled = Math.Max(settled, Events.SettledAt(row));
            byte left = 0;
            while (row > first && left < grid.Levels && grid.TileOf(left, times[row]) != grid.TileOf(left, times[row - 1]))
            {
                left++;
            }

            _left[row] = left;
        }

        return settled;
    }
}
