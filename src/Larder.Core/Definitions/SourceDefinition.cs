using System.Linq.Expressions;
using Larder.Quality;
using Larder.Quality.Drift;
using Larder.Types;

namespace Larder;

/// <summary>The file formats that can be read.</summary>
public enum SourceFormat
{
    /// <summary>Comma-separated text with a header line, RFC 4180 quoting, plain or gzip.</summary>
    Csv = 1,

    /// <summary>Parquet files.</summary>
    Parquet = 2,

    /// <summary>No files: the engine computes the events, see <see cref="SourceDefinition.Derivation"/>.</summary>
    Derived = 3,

    /// <summary>JSON, an object for each row: one a line, or in an array. Plain or gzip.</summary>
    Json = 4,

    /// <summary>A Delta table that another program writes.</summary>
    Delta = 5,

    /// <summary>A table or query of PostgreSQL.</summary>
    Postgres = 6,
}

/// <summary>What to do with a local time that its zone has twice (fold) or not at all (gap).</summary>
public enum LocalTimePolicy
{
    /// <summary>Stop, naming row and column.</summary>
    Error = 1,

    /// <summary>Take the earlier of two instants; a time in a gap is moved forward by the gap's length.</summary>
    Earlier = 2,

    /// <summary>Take the later of two instants; a time in a gap is moved forward by the gap's length.</summary>
    Later = 3,
}

/// <summary>Everything that is declared about a source, without its event type's generic form.</summary>
public sealed record SourceDefinition
{
    /// <summary>The source's name and that of its offline table.</summary>
    public required string Name { get; init; }

    /// <summary>The event type.</summary>
    public required EventSchema Schema { get; init; }

    /// <summary>The file format.</summary>
    public required SourceFormat Format { get; init; }

    /// <summary>Path of a file or folder, or glob, relative to the repository; replaced by <c>--input</c>. The table or query of a database. Empty for a derived source.</summary>
    public required string Path { get; init; }

    /// <summary>The name of a database's connection string; null for files.</summary>
    public string? Connection { get; init; }

    /// <summary>Index of the column that grows from row to row, so that an ingest reads on where the last one ended; null where each reads all.</summary>
    public int? Watermark { get; init; }

    /// <summary>Index of the column that holds the event time; -1 for a joined source, whose events have the time of its base's.</summary>
    public required int EventTime { get; init; }

    /// <summary>Index of the column that holds the known time; null when it is event time plus <see cref="Delay"/>.</summary>
    public int? KnownAt { get; init; }

    /// <summary>How long after the event time a row could first be used. Default zero.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Rows that happened earlier are left out; null for none.</summary>
    public Instant? From { get; init; }

    /// <summary>How long history is kept, by event time; null for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Index of the column whose rows revise each other; null where every row stands for itself.</summary>
    public int? RevisionId { get; init; }

    /// <summary>Index of the column by which a row that is delivered again is known; null where none is.</summary>
    public int? EventId { get; init; }

    /// <summary>Indexes of the text columns whose least and greatest value of each file are kept in the log. Default none.</summary>
    public IReadOnlyList<int> BoundedTexts { get; init; } = [];

    /// <summary>Which rows only withdraw an earlier one; null for none. Meaningless without <see cref="RevisionId"/>.</summary>
    public LambdaExpression? Retraction { get; init; }

    /// <summary>What columns were called before, by their index; the newest name first. Default none.</summary>
    public IReadOnlyList<(int Column, string Name)> FormerNames { get; init; } = [];

    /// <summary>The IANA zone of naive times; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The policy for ambiguous and impossible local times.</summary>
    public LocalTimePolicy LocalTimes { get; init; } = LocalTimePolicy.Error;

    /// <summary>The expectations checked at ingest.</summary>
    public ExpectationSuite Suite { get; init; } = ExpectationSuite.Empty;

    /// <summary>Description, owner and tags; no part of the meaning.</summary>
    public DefinitionNotes Notes { get; init; } = DefinitionNotes.None;

    /// <summary>What is watched for drift. No part of the canonical form.</summary>
    public DriftWatch Watch { get; init; } = DriftWatch.Everything;

    /// <summary>How the engine computes the events; null where they come from files.</summary>
    public Derivation? Derivation { get; init; }
}
