using Larder.Errors;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>Measures one check on rows as they come.</summary>
internal abstract class CheckMeter
{
    /// <summary>What was measured so far.</summary>
    public abstract CheckTally Tally { get; }

    /// <summary>Some bad rows, or repeated values.</summary>
    public virtual IReadOnlyList<CheckSample> Samples => [];

    /// <summary>Takes a row that the check is asked about.</summary>
    /// <param name="batch">Has the row.</param>
    /// <param name="row">Its place there.</param>
    /// <param name="number">Its number, for samples.</param>
    /// <exception cref="UserCodeException">A condition of the check threw.</exception>
    public abstract void Add(EventBatch batch, int row, long number);
}
