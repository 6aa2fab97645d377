using Larder.Types;

namespace Larder.Pipelines.Time;

/// <summary>
/// The stretch of time whose data a run is about: <c>[Start, End)</c>. The logical date of a run is the start of its interval, always. A scheduled run is due at the end of its interval,
/// which began where the schedule's time before was due; where the pipeline fires at points of time, both ends are the time it was due.
/// </summary>
/// <param name="Start">Inclusive; the logical date.</param>
/// <param name="End">Exclusive, but for a point, which is both.</param>
public readonly record struct DataInterval(Instant Start, Instant End)
{
    /// <summary>A point of time.</summary>
    public static DataInterval At(Instant instant) => new(instant, instant);

    /// <inheritdoc/>
    public override string ToString() => Start == End ? Start.ToString() : $"[{Start}, {End})";
}
