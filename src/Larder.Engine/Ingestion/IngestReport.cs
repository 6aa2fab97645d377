using System.Text.Json.Serialization;
using Larder.Offline;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>What an ingest did. Stored with the commit, so that the same input ingested again reports the same counts.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="RowsRead">Raw rows.</param>
/// <param name="RowsStored">Rows that passed.</param>
/// <param name="RowsQuarantined">Rows that broke a row rule; read = stored + quarantined.</param>
/// <param name="BrokenRules">Rows that break each rule, in the suite's order; a row may break several.</param>
/// <param name="FirstEvent">Earliest event time stored; null when none was.</param>
/// <param name="LastEvent">Latest event time stored; null when none was.</param>
public sealed record IngestCounts(
    string Source,
    long RowsRead,
    long RowsStored,
    long RowsQuarantined,
    IReadOnlyList<RuleCount> BrokenRules,
    long? FirstEvent,
    long? LastEvent)
{
    /// <summary>Rows that passed and were stored before, by their id; read = stored + quarantined + repeated. Default none.</summary>
    public long RowsRepeated { get; init; }

    /// <summary>Rows that happened before the source begins (<see cref="SourceDefinition.From"/>); not among those read. Default none.</summary>
    public long RowsTooEarly { get; init; }
}

/// <summary>How many rows break a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Rows">Rows that break it.</param>
public sealed record RuleCount(string Rule, long Rows);

/// <summary>The counts of an ingest and where they ended.</summary>
/// <param name="Counts">The counts.</param>
/// <param name="TableVersion">Version of the offline table that holds the rows; null for a validation, which stores nothing.</param>
/// <param name="IsRepeat">Whether these very files had been ingested before, so that nothing was stored now.</param>
public sealed record IngestReport(IngestCounts Counts, long? TableVersion, bool IsRepeat)
{
    /// <summary>How columns of the tables were brought up to the definition, each a sentence. Default none.</summary>
    public IReadOnlyList<string> ChangedColumns { get; init; } = [];

    /// <summary>Files that were read. Default none.</summary>
    public int FilesRead { get; init; }

    /// <summary>New files of a Delta table that were not opened, because they hold no row late enough (<see cref="SourceDefinition.From"/>). Default none.</summary>
    public int FilesSkipped { get; init; }

    /// <summary>Earliest event stored.</summary>
    public Instant? FirstEvent => Counts.FirstEvent is { } first ? new Instant(first) : null;

    /// <summary>Latest event stored.</summary>
    public Instant? LastEvent => Counts.LastEvent is { } last ? new Instant(last) : null;
}

/// <summary>What an ingest of a Delta table would read.</summary>
/// <param name="Version">The table's newest version.</param>
/// <param name="FilesRead">Files with rows that were not read yet.</param>
/// <param name="FilesSkipped">Such files that would not be opened (<see cref="IngestReport.FilesSkipped"/>).</param>
public sealed record InputPlan(long Version, int FilesRead, int FilesSkipped);

/// <summary>What an ingest stores with the commit of its events.</summary>
/// <param name="Counts">What it did.</param>
/// <param name="Inputs">SHA-256 of each input file.</param>
/// <param name="Quarantine">The files of its quarantined rows, to be committed next.</param>
internal sealed record IngestCommit(IngestCounts Counts, IReadOnlyList<string> Inputs, IReadOnlyList<WrittenFile> Quarantine)
{
    /// <summary>The version of a Delta table up to which rows were read; null where files were read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeltaPosition? Delta { get; init; }

    /// <summary>What the files that were fetched are known by, so that they are not fetched again; null where none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Fetched { get; init; }

    /// <summary>The greatest watermark read: an integer, or microseconds; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Watermark { get; init; }

    /// <summary>Where the source began, microseconds; null for all rows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? From { get; init; }
}

/// <summary>How far an external Delta table was read.</summary>
/// <param name="Folder">Its full path.</param>
/// <param name="Table">Its id.</param>
/// <param name="Version">The version.</param>
/// <param name="Schema">SHA-256 of its columns and partition columns.</param>
internal sealed record DeltaPosition(string Folder, string Table, long Version, string Schema);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IngestCommit))]
internal sealed partial class IngestJson : JsonSerializerContext;
