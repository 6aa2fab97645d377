namespace Larder.Offline.Versions;

/// <summary>What differs between two data versions.</summary>
public sealed record DataDiff
{
    /// <summary>The version compared with.</summary>
    public required DataManifest From { get; init; }

    /// <summary>The version compared.</summary>
    public required DataManifest To { get; init; }

    /// <summary>Columns that came, went or have another type, in the order of the second version.</summary>
    public required IReadOnlyList<ColumnChange> Columns { get; init; }

    /// <summary>The columns that both have, by which rows are compared. Rows are equal when the engine holds all of these for equal: nulls are, NaNs are, and -0 equals 0.</summary>
    public required IReadOnlyList<string> ComparedColumns { get; init; }

    /// <summary>Rows of the second version that the first lacks; a row that is there twice counts twice.</summary>
    public required long Added { get; init; }

    /// <summary>Rows of the first version that the second lacks.</summary>
    public required long Removed { get; init; }

    /// <summary>Files that both have, whose rows were not read to count these.</summary>
    public required int SharedFiles { get; init; }

    /// <summary>Examples of rows added and then removed, if asked for.</summary>
    public required IReadOnlyList<ChangedRow> Examples { get; init; }

    /// <summary>Statistics of the first version's columns.</summary>
    public required IReadOnlyList<ColumnProfile> FromProfiles { get; init; }

    /// <summary>Statistics of the second version's columns.</summary>
    public required IReadOnlyList<ColumnProfile> ToProfiles { get; init; }
}

/// <summary>A column that differs.</summary>
/// <param name="Name">The column.</param>
/// <param name="From">Its type before; null where it came.</param>
/// <param name="To">Its type now; null where it went.</param>
public sealed record ColumnChange(string Name, string? From, string? To);

/// <summary>A row that came or went.</summary>
/// <param name="Count">How often it came; below zero how often it went.</param>
/// <param name="Values">Its values as text, in the order of the compared columns; null for null.</param>
public sealed record ChangedRow(long Count, IReadOnlyList<string?> Values);
