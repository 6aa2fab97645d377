using Larder.DuckDb;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline;

/// <summary>Data files of events on their way into an offline table.</summary>
internal static class EventFiles
{
    /// <summary>The column by whose values events are laid into folders: the day of their event time.</summary>
    public const string DayColumn = "event_date";

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

    /// <summary>Writes staged rows as data files by day, which no commit names yet.</summary>
    /// <param name="connection">Has the staging table.</param>
    /// <param name="folder">The table's folder.</param>
    /// <param name="columns">The columns of the files.</param>
    /// <param name="texts">The texts among them whose bounds are kept.</param>
    /// <param name="staging">The staging table.</param>
    /// <param name="order">The column by which rows lie within a day.</param>
    /// <param name="hash">Of what the rows are made, in hexadecimal: a run that is repeated writes the same names.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static IReadOnlyList<WrittenFile> Write(
        DuckDbConnection connection, string folder, IReadOnlyList<(string Name, ColumnType Type)> columns, IReadOnlySet<string> texts, string staging, string order, string hash, CancellationToken cancellationToken)
    {
        var select = $"SELECT {string.Join(", ", columns.Select(c => Identifiers.Quote(c.Name)))}, _event_time::DATE AS {DayColumn} FROM {staging} ORDER BY {DayColumn}, {order}";
        var files = ParquetWriter.WritePartitioned(connection, select, folder, columns, $"part-{hash[..16]}", cancellationToken);
        var bounds = new ExactBounds(columns, texts).By(connection, "_event_time::DATE", staging, cancellationToken);
        return [.. files.Select(f => f with { Columns = ExactBounds.Into(f.Columns, bounds.GetValueOrDefault(f.EventDate)) })];
    }

    /// <summary>Files just written, as a commit adds them: with their day and how their rows lie.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="folder">The table's folder.</param>
    /// <param name="files">The files, with the order columns of events.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static IReadOnlyList<DeltaNewFile> ToAdd(DuckDbConnection connection, string folder, IReadOnlyList<WrittenFile> files, CancellationToken cancellationToken) =>
    [
        .. files.Select(f => f.ToNewFile() with { Tags = RowOrder.Of(connection, Path.Combine(folder, f.Path), cancellationToken).ToTags() }),
    ];
}
