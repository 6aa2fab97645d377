using System.Runtime.CompilerServices;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// Finds the rows of one window at a time. It looks from where the last search ended, so that questions in the order of time cost next
/// to nothing.
/// </summary>
internal sealed class RangeFinder(Window window, WindowEdges edges)
{
    private readonly WindowBounds _bounds = new(window);
    private EntityEvents _events = null!;
    private long[] _settled = [];
    private bool _isLate;
    private int _start;
    private int _end;

    /// <summary>Turns to an entity.</summary>
    public void Attach(EntityEvents events)
    {
        (_events, _start, _end, _isLate) = (events, 0, 0, events.IsLate);
        var times = events.EventTimes;
        if (!_isLate)
        {
            return;
        }

        if (_settled.Length < times.Length)
        {
            _settled = new long[times.Length];
        }

        var latest = long.MinValue;
        for (var row = 0; row < times.Length; row++)
        {
            _settled[row] = latest = Math.Max(latest, events.SettledAt(row));
        }
    }

    /// <summary>The rows the window holds at a time.</summary>
    public WindowRange Find(Instant at)
    {
        var times = _events.EventTimes;
        var (from, to) = _bounds.At(at);
        _end = Seek(times, _end, to.Microseconds, after: edges.LeadingInclusive && window.EndsAtQueryTime);
        var end = _end;
        if (_isLate)
        {
            // Rows at the end that are not known yet need not be asked one by one.
            for (var known = _events.KnownAts; end > 0 && known[end - 1] > at.Microseconds;)
            {
                end--;
            }
        }

        if (window.Gap is { } gap)
        {
            _start = Math.Min(SessionStart(end, at, gap), end);
        }
        else
        {
            _start = from is { } first ? Seek(times, _start, first.Microseconds, after: edges.TrailingExclusive && window.IsRolling) : 0;
        }

        return new WindowRange(Math.Min(_start, end), end, !_isLate || end == 0 || _settled[end - 1] <= at.Microseconds);
    }

    /// <summary>The rows the window holds at several times, ascending.</summary>
    /// <param name="at">The times, microseconds.</param>
    /// <param name="ranges">Receives the rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindAll(ReadOnlySpan<long> at, Span<WindowRange> ranges)
    {
        if (_isLate || window.Shape != WindowShape.Rolling)
        {
            for (var i = 0; i < at.Length; i++)
            {
                ranges[i] = Find(new Instant(at[i]));
            }

            return;
        }

        var times = _events.EventTimes;
        var width = window.Width!.Value;
        var (start, end) = (_start, _end);
        for (var i = 0; i < at.Length; i++)
        {
            end = Advance(times, end, at[i], edges.LeadingInclusive);
            start = Advance(times, start, (new Instant(at[i]) - width).Microseconds, edges.TrailingExclusive);
            ranges[i] = new WindowRange(Math.Min(start, end), end, true);
        }

        (_start, _end) = (start, end);
    }

    /// <summary>What <see cref="Seek"/> finds; faster where it lies a few rows on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Advance(ReadOnlySpan<long> times, int row, long time, bool after)
    {
        const int Near = 12;
        var end = Math.Min(times.Length, row + Near);
        var at = row;
        while (at < end && IsBefore(times[at], time, after))
        {
            at++;
        }

        return at > row && at < end ? at : Seek(times, at, time, after);
    }

    /// <summary>First row whose event time is not before a time, or is after it; steps of doubling length from the row given.</summary>
    public static int Seek(ReadOnlySpan<long> times, int row, long time, bool after)
    {
        var (low, high, step) = (row, row, 1);
        if (row < times.Length && IsBefore(times[row], time, after))
        {
            for (low = high = row + 1; high < times.Length && IsBefore(times[high], time, after); step *= 2)
            {
                (low, high) = (high + 1, Math.Min(times.Length, high + step));
            }
        }
        else
        {
            for (; low > 0 && !IsBefore(times[low - 1], time, after); step *= 2)
            {
                (low, high) = (Math.Max(0, low - step), low - 1);
            }
        }

        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = IsBefore(times[middle], time, after) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static bool IsBefore(long eventTime, long time, bool after) => eventTime < time || (after && eventTime == time);

    /// <summary>The first row of the run of known events that goes on at the time asked for; <paramref name="end"/> where it is over.</summary>
    private int SessionStart(int end, Instant at, TimeSpan gap)
    {
        var times = _events.EventTimes;
        var (start, next, longest) = (end, at.Microseconds, gap.Ticks / TimeSpan.TicksPerMicrosecond);
        for (var row = end - 1; row >= 0 && next - times[row] <= longest; row--)
        {
            if (_events.IsVisible(row, at))
            {
                (start, next) = (row, times[row]);
            }
        }

        return start;
    }
}
