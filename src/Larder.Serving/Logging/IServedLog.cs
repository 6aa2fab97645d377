using Larder.Types;

namespace Larder.Serving.Logging;

/// <summary>Takes down what was served, to be replayed against history later. It never slows a request: what it cannot take at once it drops and counts.</summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public interface IServedLog
{
    /// <summary>What became of the vectors so far.</summary>
    ServedLogCounts Counts { get; }

    /// <summary>Whether an entity is in the sample. The same entity always is or never is, so that its whole history is logged.</summary>
    bool Samples(EntityKey key);

    /// <summary>Takes a vector; false where it was dropped. Returns at once.</summary>
    bool TryAdd(ServedVector vector);
}

/// <summary>What became of the vectors given to a log since it was opened.</summary>
/// <param name="Logged">Handed to the operating system.</param>
/// <param name="Dropped">Not taken, because more came than could be written.</param>
/// <param name="Failed">Taken and lost, because the file could not be written.</param>
public readonly record struct ServedLogCounts(long Logged, long Dropped, long Failed);
