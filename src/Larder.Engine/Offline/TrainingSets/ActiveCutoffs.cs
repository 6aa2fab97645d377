namespace Larder.Offline.TrainingSets;

/// <summary>
/// The cut-offs of a grid at which one entity counts as active: there is an event that happened before the cut-off, at most the declared span
/// before it, that was known by then and not retracted. Each event gives one stretch of cut-offs, and stretches that touch are joined as they
/// come: memory grows with the gaps in an entity's activity only. Events mostly come in the order of their times, so a stretch is put near the end.
/// </summary>
internal sealed class ActiveCutoffs(long step, long activeWithin)
{
    private readonly List<(long First, long Last)> _stretches = [];
    private int _next;

    /// <summary>Adds an event; all are added before the first question.</summary>
    /// <param name="eventTime">Microseconds.</param>
    /// <param name="knownAt">Microseconds.</param>
    /// <param name="retractedAt">Microseconds; <see cref="long.MaxValue"/> for never.</param>
    public void Add(long eventTime, long knownAt, long retractedAt)
    {
        var first = Math.Max(Floor(eventTime) + 1, Floor(knownAt - 1) + 1);
        var last = Math.Min(Floor(eventTime + activeWithin), Floor(retractedAt - 1));
        if (first > last)
        {
            return;
        }

        var start = _stretches.Count;
        while (start > 0 && first <= _stretches[start - 1].Last + 1)
        {
            start--;
        }

        var end = start;
        for (; end < _stretches.Count && _stretches[end].First <= last + 1; end++)
        {
            (first, last) = (Math.Min(first, _stretches[end].First), Math.Max(last, _stretches[end].Last));
        }

        _stretches.RemoveRange(start, end - start);
        _stretches.Insert(start, (first, last));
    }

    /// <summary>Whether the entity is active at a cut-off, which is a multiple of the step and no earlier than the last one asked for.</summary>
    public bool Covers(long cutoff)
    {
        var number = cutoff / step;
        while (_next < _stretches.Count && _stretches[_next].Last < number)
        {
            _next++;
        }

        return _next < _stretches.Count && _stretches[_next].First <= number;
    }

    private long Floor(long time) => (time / step) - (time % step < 0 ? 1 : 0);
}
