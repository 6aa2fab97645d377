namespace Larder.Offline.TrainingSets;

/// <summary>
/// The cut-offs of a grid at which one entity counts as active: there is an event that happened before the cut-off, at most the declared span
/// before it, and was known by then. Each event gives one stretch of cut-offs. Events come in the order of their times, so a stretch ends
/// no earlier than those before it, and overlapping ones are joined as they come: memory grows with the gaps in an entity's activity only.
/// </summary>
internal sealed class ActiveCutoffs(long step, long activeWithin)
{
    private readonly List<(long First, long Last)> _stretches = [];
    private int _next;

    /// <summary>Adds an event, no earlier than the last one added.</summary>
    /// <param name="eventTime">Microseconds.</param>
    /// <param name="knownAt">Microseconds.</param>
    public void Add(long eventTime, long knownAt)
    {
        var first = Math.Max(Floor(eventTime) + 1, Floor(knownAt - 1) + 1);
        var last = Floor(eventTime + activeWithin);
        if (first > last)
        {
            return;
        }

        while (_stretches.Count > 0 && first <= _stretches[^1].Last + 1)
        {
            first = Math.Min(first, _stretches[^1].First);
            _stretches.RemoveAt(_stretches.Count - 1);
        }

        _stretches.Add((first, last));
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
