using System.Runtime.InteropServices;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// Windows cut into stretches. Windows with the same end share what lies behind the last edge of a tile between their ends: that tile, cut
/// off at the end, is one stretch, made of whole narrower tiles and of the narrower tile at its end, which again is a stretch.
/// </summary>
internal sealed class TileCut(TileGrid grid, TileWalk walk, TileRows rows, int windows)
{
    private readonly List<TilePiece> _pieces = [];
    private readonly List<TileStretch> _shared = [];
    private readonly TileStretch[] _windows = new TileStretch[windows];

    // By level, of the end cut last: where its tile begins, and the number of the first shared stretch.
    private readonly long[] _starts = new long[grid.Levels];
    private int _firstShared;
    private long _end;

    /// <summary>Shared stretches; each comes behind the one it rests on.</summary>
    public ReadOnlySpan<TileStretch> Shared => CollectionsMarshal.AsSpan(_shared);

    /// <summary>The windows.</summary>
    public ReadOnlySpan<TileStretch> Windows => _windows;

    /// <summary>By row, how many levels' tiles, from the narrowest on, the row before lies in and it does not.</summary>
    public ReadOnlySpan<byte> Left => rows.Left;

    /// <summary>The pieces of a stretch, in time order.</summary>
    public ReadOnlySpan<TilePiece> PiecesOf(in TileStretch stretch) => CollectionsMarshal.AsSpan(_pieces)[stretch.First..stretch.End];

    /// <summary>Cuts windows, given by their first microsecond and the one after their last.</summary>
    public void Cut(ReadOnlySpan<(long From, long To)> spans, Instant at)
    {
        _pieces.Clear();
        _shared.Clear();
        rows.Clear();
        (_end, _firstShared) = (long.MinValue, 0);
        for (var window = 0; window < spans.Length; window++)
        {
            var (from, to) = spans[window];
            if (to != _end)
            {
                Turn(to);
            }

            // The widest tile at the end that begins in the window.
            var level = grid.Levels - 1;
            while (level >= 0 && _starts[level] < from)
            {
                level--;
            }

            _windows[window] = level < 0 ? Stretch(from, to, -1, 0, at) : Stretch(from, _starts[level], SharedAt(level, at), level, at);
        }
    }

    private void Turn(long end)
    {
        (_end, _firstShared) = (end, _shared.Count);
        for (var level = 0; level < _starts.Length; level++)
        {
            _starts[level] = end == long.MinValue ? end : grid.BoundsOf(level, end - 1).Start;
        }
    }

    /// <summary>The number of the shared stretch of a level's tile at the end.</summary>
    private int SharedAt(int level, Instant at)
    {
        for (var made = _shared.Count - _firstShared; made <= level; made++)
        {
            _shared.Add(made == 0 ? Stretch(_starts[0], _end, -1, 0, at) : Stretch(_starts[made], _starts[made - 1], _shared.Count - 1, made - 1, at));
        }

        return _firstShared + level;
    }

    private TileStretch Stretch(long from, long to, int next, int level, Instant at)
    {
        var first = _pieces.Count;
        walk.Begin();
        walk.Add(StoredTiles.HeadNumber, from, to, at, _pieces);
        return new TileStretch(first, _pieces.Count, next, level, next < 0 ? 0 : walk.LeftAt(level + 1, to));
    }
}
