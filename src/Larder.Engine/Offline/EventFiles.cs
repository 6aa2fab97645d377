using Larder.DuckDb;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline;

/// <summary>Data files of events on their way into an offline table.</summary>
internal static class EventFiles
{
    /// <summary>The column by whose values events are laid into folders: the day of their event time.</summary>
    public const string DayColumn = "event_date";

    /// <summary>So many rows may be read in vain for each that is written before it is cheaper to sort them all.</summary>
    private const int MostReads = 4;

    /// <summary>So few rows are always read again rather than sorted.</summary>
    private const long FewRows = 10_000_000;

    /// <summary>The columns of a table whose data files have the given ones.</summary>
    public static DeltaSchema SchemaOf(IEnumerable<(string Name, ColumnType Type)> columns) =>
        new([.. columns.Select(c => new DeltaField(c.Name, DeltaType.Of(c.Type))), new DeltaField(DayColumn, DeltaType.Date)]);

    /// <summary>The columns of the table of a source's events.</summary>
    public static DeltaSchema SchemaOf(SourceDefinition source) => SchemaOf(ColumnsOf(source));

    /// <summary>The columns of data files of a source's events.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type)> ColumnsOf(SourceDefinition source) =>
    [
        ("_event_time", ColumnType.Timestamp), ("_known_at", ColumnType.Timestamp), ("_sequence", ColumnType.Int64), .. source.Schema.Columns.Select(c => (c.Name, c.Type)),
    ];

    /// <summary>The texts among them whose bounds are kept in the log.</summary>
    public static IReadOnlySet<string> BoundedOf(SourceDefinition source) => source.BoundedTexts.Select(column => source.Schema.Columns[column].Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>The columns of data files of rows of a source that broke a rule.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type)> QuarantineColumnsOf(SourceDefinition source) =>
    [
        ("_event_time", ColumnType.Timestamp), ("_rule", ColumnType.String), ("_rules", ColumnType.String), ("_row", ColumnType.Int64), ("_file", ColumnType.String),
        .. source.Schema.Columns.Select(c => (c.Name, c.Type)),
    ];

    /// <summary>The name of the table of such rows.</summary>
    public static string QuarantineOf(SourceDefinition source) => source.Name + "__quarantine";

    /// <summary>
    /// Writes rows as data files by day, which no commit names yet. Where the rows of each day lie together, as in nearly all history, every day is a query of its own over its part of
    /// the rows, days are written side by side, and what their tags say is known beforehand. Rows that lie scattered are sorted, and their files are read for their tags.
    /// </summary>
    /// <param name="engine">Has the rows; nothing else may run in it.</param>
    /// <param name="sets">Rows and where they go.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <returns>The files of each set, in the order of their days.</returns>
    public static IReadOnlyList<IReadOnlyList<DayFile>> Write(DuckDbDatabase engine, IReadOnlyList<FileSet> sets, CancellationToken cancellationToken)
    {
        var together = DayWriter.Write(engine, [.. sets.Select(s => LieTogether(s.Rows) ? s : s with { Rows = s.Rows with { Days = [] } })], cancellationToken);
        return [.. sets.Select((s, i) => LieTogether(s.Rows) ? together[i] : WriteSorted(engine, s, cancellationToken))];
    }

    private static bool LieTogether(EventRows rows) => rows.AreInOrder && Reads(rows) <= Math.Max(FewRows, MostReads * rows.Days.Sum(d => d.Rows));

    private static long Reads(EventRows rows) => rows.Days.Sum(d => ((d.Last / rows.Block) - (d.First / rows.Block) + 1) * rows.Block);

    private static List<DayFile> WriteSorted(DuckDbDatabase engine, FileSet set, CancellationToken cancellationToken)
    {
        var (target, rows) = (set.Target, set.Rows);
        using var connection = engine.Connect();
        var select = $"SELECT *, _event_time::DATE AS {DayColumn} FROM ({rows.Select("true")}) ORDER BY {DayColumn}, {target.Order}";
        var files = ParquetWriter.WritePartitioned(connection, select, target.Folder, target.Columns, target.Prefix, cancellationToken);
        var isOfEvents = rows.Days.Any(d => d.IsKnownAtOnce is not null);
        return
        [
            .. files.Select(f => new DayFile(
                target.WithBounds(f, connection, cancellationToken), Seal: null, isOfEvents ? RowOrder.Of(connection, Path.Combine(target.Folder, f.Path), cancellationToken) : null)),
        ];
    }
}

/// <summary>Rows and where their files go.</summary>
internal sealed record FileSet(FileTarget Target, EventRows Rows);

/// <summary>Where data files go.</summary>
/// <param name="Folder">The table's folder.</param>
/// <param name="Columns">The columns of the files.</param>
/// <param name="Order">The column by which rows lie within a day.</param>
/// <param name="Prefix">The beginning of their names, made of what the rows are made of: a run that is repeated writes the same names.</param>
internal sealed record FileTarget(string Folder, IReadOnlyList<(string Name, ColumnType Type)> Columns, string Order, string Prefix)
{
    /// <summary>The texts among the columns whose bounds are kept. Default none.</summary>
    public IReadOnlySet<string> Texts { get; init; } = new HashSet<string>();

    /// <summary>A target for rows that are made of something with a hash.</summary>
    public static FileTarget Of(string folder, IReadOnlyList<(string Name, ColumnType Type)> columns, string order, string hash) => new(folder, columns, order, $"part-{hash[..16]}");

    /// <summary>A target for events of a source.</summary>
    public static FileTarget Of(string folder, IReadOnlyList<(string Name, ColumnType Type)> columns, string order, string hash, SourceDefinition source) =>
        Of(folder, columns, order, hash) with { Texts = EventFiles.BoundedOf(source) };

    /// <summary>A file that was written, with the bounds that the engine does not return.</summary>
    public WrittenFile WithBounds(WrittenFile file, DuckDbConnection connection, CancellationToken cancellationToken) =>
        file with { Columns = new ExactBounds(Columns, Texts).Complete(file.Columns, connection, Path.Combine(Folder, file.Path), cancellationToken) };
}
