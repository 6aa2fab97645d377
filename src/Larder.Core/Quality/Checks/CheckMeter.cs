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

    /// <summary>Why nothing can be measured; null where it can.</summary>
    public virtual string? Error => null;

    /// <summary>Why there is nothing to compare with; null where there is.</summary>
    public virtual string? NothingToSay => null;

    /// <summary>Takes a row that the check is asked about.</summary>
    /// <param name="batch">Has the row.</param>
    /// <param name="row">Its place there.</param>
    /// <param name="number">Its number, for samples.</param>
    /// <exception cref="UserCodeException">A condition of the check threw.</exception>
    public abstract void Add(EventBatch batch, int row, long number);
}

/// <summary>Measures nothing and says why.</summary>
internal sealed class NoMeter(string error) : CheckMeter
{
    public override CheckTally Tally => default;

    public override string? Error => error;

    public override void Add(EventBatch batch, int row, long number)
    {
    }
}
