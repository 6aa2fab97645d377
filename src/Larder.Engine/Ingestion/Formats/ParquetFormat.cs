using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.Delta;

namespace Larder.Ingestion;

/// <summary>Parquet files.</summary>
internal sealed class ParquetFormat : FileFormat
{
    public override string Name => "Parquet";

    public override IReadOnlyList<string> Suffixes { get; } = [".parquet"];

    public override RowQuery Query(DuckDbConnection connection, SourceDefinition source, InputFile file, Func<string> copyPath, CancellationToken cancellationToken)
    {
        var columns = ColumnsOf(connection, file, cancellationToken);
        var match = Match(source, file, [.. columns.Select(c => c.Name)]);
        var constants = source.Schema.Columns.Select(c => file.ConstantOf(c.SourceName)).ToArray();
        var select = string.Join(", ", source.Schema.Columns.Select((c, i) =>
            $"CAST({constants[i]?.ToSql() ?? (match[i] < 0 ? "NULL" : Identifiers.Quote(columns[match[i]].Name))} AS {SqlTypes.NameOf(c.Type)})"));
        return new(
            $"SELECT {select} FROM read_parquet({Identifiers.Literal(file.Path)}, hive_partitioning = false)",
            IsText: false,
            [.. match.Select((m, i) => constants[i] is { } constant ? constant.IsUtc : m >= 0 && IsUtc(file, columns[m]))]);
    }

    /// <summary>A table's schema counts more than its files', some of which have times in a form without a zone.</summary>
    private static bool IsUtc(InputFile file, DuckDbColumn column) =>
        column.Type.Kind == DuckDbTypeKind.TimestampTz || file.Table?.Find(column.Name)?.Type == DeltaType.Timestamp;

    private static IReadOnlyList<DuckDbColumn> ColumnsOf(DuckDbConnection connection, InputFile file, CancellationToken cancellationToken)
    {
        try
        {
            using var result = connection.Query($"SELECT * FROM read_parquet({Identifiers.Literal(file.Path)}, hive_partitioning = false) LIMIT 0", cancellationToken);
            return result.Columns;
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfInput(file.Name, failed);
        }
    }
}
