using Larder.Storage;

namespace Larder.Derived;

/// <summary>Which days to compute anew.</summary>
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
/// <param name="Days">The days of the base, oldest first.</param>
public sealed record BackfillPlan(string Source, string? Reason, IReadOnlyList<TableVersion> Reads, IReadOnlyList<BackfillDay> Days);

/// <summary>One day of a backfill.</summary>
/// <param name="Day">The day.</param>
/// <param name="Rows">Events of the base on it.</param>
/// <param name="IsDone">Whether an earlier run has computed it.</param>
/// <param name="IsWanted">Whether it lies in the range.</param>
public readonly record struct BackfillDay(DateOnly Day, long Rows, bool IsDone, bool IsWanted);

/// <summary>What a backfill did.</summary>
/// <param name="Source">The derived source.</param>
/// <param name="Computed">Days computed by this run.</param>
/// <param name="Rows">Rows written for them.</param>
/// <param name="Missing">Days that are still to be computed before the table is switched.</param>
/// <param name="TableVersion">The version that holds the new rows; null where the switch waits for days.</param>
public sealed record BackfillReport(string Source, int Computed, long Rows, int Missing, long? TableVersion);
