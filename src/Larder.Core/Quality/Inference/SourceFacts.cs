using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality.Inference;

/// <summary>What was found in rows that are known to be good, as far as a suite is inferred from it.</summary>
/// <param name="Schema">The event type.</param>
/// <param name="EventTime">Index of the column that says when a row happened.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">What was found in each column.</param>
public sealed record SourceFacts(EventSchema Schema, int EventTime, long Rows, IReadOnlyList<ColumnFacts> Columns)
{
    /// <summary>Whether the rows are those of a table that grows, so that their number says nothing of the next. Default false.</summary>
    public bool Grows { get; init; }
}

/// <summary>What was found in a column.</summary>
/// <param name="Values">How many values are not null.</param>
public sealed record ColumnFacts(long Values)
{
    /// <summary>How many of them are different; 0 where they are neither text nor whole numbers.</summary>
    public long Distinct { get; init; }

    /// <summary>The least of numbers and times; null where there is none.</summary>
    public FeatureValue Min { get; init; }

    /// <summary>The greatest of numbers and times; NaN is the greatest number.</summary>
    public FeatureValue Max { get; init; }

    /// <summary>Characters of the shortest text.</summary>
    public long Shortest { get; init; }

    /// <summary>Characters of the longest text.</summary>
    public long Longest { get; init; }

    /// <summary>The formats, of <see cref="SuiteInference.Formats"/>, that all texts have.</summary>
    public IReadOnlyList<TextFormat> Formats { get; init; } = [];

    /// <summary>The different texts, in order, where they are few (<see cref="SuiteInference.IsFew"/>); else empty.</summary>
    public IReadOnlyList<FeatureValue> Members { get; init; } = [];
}
