using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.Delta;

namespace Larder.Ingestion;

/// <summary>Parquet files.</summary>
internal sealed class ParquetFormat : FileFormat
{
    public override string Name => "Parquet";

    public override IReadOnlyList<string> Suffixes { get; } = [".parquet"];

    /// <summary>A file's rows in a query.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isNumbered">Whether there is a column <c>file_row_number</c>.</param>
    public static string Rows(InputFile file, bool isNumbered) =>
        $"read_parquet({Identifiers.Literal(file.Path)}, hive_partitioning = false{(isNumbered ? ", file_row_number = true" : string.Empty)})";

    /// <summary>For each column of the event type its place among a file's.</summary>
    /// <inheritdoc cref="FileFormat.Match"/>
    public static int[] MatchOf(SourceDefinition source, InputFile file, IReadOnlyList<DuckDbColumn> columns) => Match(source, file, [.. columns.Select(c => c.Name)]);

    /// <summary>A file's columns.</summary>
    /// <exception cref="Errors.InvalidInputException">It cannot be read.</exception>
    public static IReadOnlyList<DuckDbColumn> ColumnsOf(DuckDbConnection connection, InputFile file, CancellationToken cancellationToken)
    {
        try
        {
            using var result = connection.Query($"SELECT * FROM {Rows(file, isNumbered: false)} LIMIT 0", cancellationToken);
            return result.Columns;
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfInput(file.Name, failed);
        }
    }

    public override RowQuery Query(DuckDbConnection connection, SourceDefinition source, InputFile file, Func<string> copyPath, CancellationToken cancellationToken)
    {
        var columns = ColumnsOf(connection, file, cancellationToken);
        var match = MatchOf(source, file, columns);
        var constants = source.Schema.Columns.Select(c => file.ConstantOf(c.SourceName)).ToArray();
        var select = string.Join(", ", source.Schema.Columns.Select((c, i) =>
            $"CAST({constants[i]?.ToSql() ?? (match[i] < 0 ? "NULL" : Identifiers.Quote(columns[match[i]].Name))} AS {SqlTypes.NameOf(c.Type)})"));
        return new(
            $"SELECT {select} FROM {Rows(file, isNumbered: false)}",
            IsText: false,
            [.. match.Select((m, i) => constants[i] is { } constant ? constant.IsUtc : m >= 0 && IsUtc(file, columns[m]))]);
    }

    /// <summary>A table's schema counts more than its files', some of which have times in a form without a zone.</summary>
    private static bool IsUtc(InputFile file, DuckDbColumn column) =>
        column.Type.Kind == DuckDbTypeKind.TimestampTz || file.Table?.Find(column.Name)?.Type == DeltaType.Timestamp;
}
