using Larder.Storage;

namespace Larder.Derived;

/// <summary>Which days of a joined source to compute anew; a SQL view has no days of its own, and is computed as a whole.</summary>
public sealed record BackfillOptions
{
    /// <summary>The first day, by event time, UTC. Default the first there is.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, inclusive. Default the last there is.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Whether to begin with the newest days. Default false.</summary>
    public bool NewestFirst { get; init; }
}

/// <summary>What a backfill has to do.</summary>
/// <param name="Source">The derived source.</param>
/// <param name="Reason">Why its table is not what the definition gives; null where it is, and nothing is to be done.</param>
/// <param name="Reads">The table versions it reads.</param>
/// <param name="Days">The days of the base, oldest first; none where the source is computed as a whole.</param>
public sealed record BackfillPlan(string Source, string? Reason, IReadOnlyList<TableVersion> Reads, IReadOnlyList<BackfillDay> Days)
{
    /// <summary>What is read and replaced where the source is computed as a whole; null where it is computed by days.</summary>
    public WholeBackfill? Whole { get; init; }
}

/// <summary>A backfill of all rows at once.</summary>
/// <param name="Reads">Rows of the tables it reads, in all.</param>
/// <param name="Replaces">Rows of its table, which stay until the new ones take their place in one commit.</param>
public sealed record WholeBackfill(long Reads, long Replaces);

/// <summary>One day of a backfill.</summary>
/// <param name="Day">The day.</param>
/// <param name="Rows">Events of the base on it.</param>
/// <param name="IsDone">Whether an earlier run has computed it.</param>
/// <param name="IsWanted">Whether it lies in the range.</param>
public readonly record struct BackfillDay(DateOnly Day, long Rows, bool IsDone, bool IsWanted);

/// <summary>What a backfill did.</summary>
/// <param name="Source">The derived source.</param>
/// <param name="Computed">Days computed by this run; none where the source is computed as a whole.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="Missing">Days that are still to be computed before the table is switched.</param>
/// <param name="TableVersion">The version that holds the new rows; null where the switch waits for days.</param>
public sealed record BackfillReport(string Source, int Computed, long Rows, int Missing, long? TableVersion);
