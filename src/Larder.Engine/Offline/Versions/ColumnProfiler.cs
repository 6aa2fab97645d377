using System.Globalization;
using Larder.DuckDb;
using Larder.Types;

namespace Larder.Offline.Versions;

/// <summary>Computes the statistics of all columns of a data version in one scan.</summary>
internal static class ColumnProfiler
{
    private const int Facts = 5;

    /// <summary>The statistics by column, in order.</summary>
    public static IReadOnlyList<ColumnProfile> Run(DuckDbConnection connection, OpenedVersion version, CancellationToken cancellationToken)
    {
        if (version.Paths.Count == 0 || version.Columns.Count == 0)
        {
            return [.. version.Columns.Select(column => new ColumnProfile(column, 0, null, null, 0, null))];
        }

        return version.Ask(() =>
        {
            var columns = ColumnsOf(connection, version, cancellationToken);
            using var result = connection.Query($"SELECT {string.Join(", ", columns.Select(Select))} FROM {OpenedVersion.From(version.Paths)}", cancellationToken);
            var chunk = result.Read(cancellationToken)!;
            return columns.Select((column, i) => Read(chunk, i * Facts, column)).ToArray();
        });
    }

    private static DuckDbColumn[] ColumnsOf(DuckDbConnection connection, OpenedVersion version, CancellationToken cancellationToken)
    {
        using var none = connection.Query($"SELECT {string.Join(", ", version.Columns.Select(Identifiers.Quote))} FROM {OpenedVersion.From(version.Paths)} LIMIT 0", cancellationToken);
        return [.. none.Columns];
    }

    private static string Select(DuckDbColumn column)
    {
        var name = Identifiers.Quote(column.Name);
        var nulls = $"count(*) - count({name})";
        return column.Type.Kind switch
        {
            DuckDbTypeKind.List or DuckDbTypeKind.Array or DuckDbTypeKind.Struct or DuckDbTypeKind.Map => $"{nulls}, NULL::VARCHAR, NULL::VARCHAR, NULL::BIGINT, NULL::DOUBLE",
            DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz => $"{nulls}, epoch_us(min({name}))::VARCHAR, epoch_us(max({name}))::VARCHAR, approx_count_distinct({name}), NULL::DOUBLE",
            _ => $"{nulls}, min({name})::VARCHAR, max({name})::VARCHAR, approx_count_distinct({name}), {Mean(column.Type.Kind, name)}",
        };
    }

    private static string Mean(DuckDbTypeKind kind, string name) => kind switch
    {
        DuckDbTypeKind.Boolean => $"avg({name}::INTEGER)",
        DuckDbTypeKind.TinyInt or DuckDbTypeKind.SmallInt or DuckDbTypeKind.Integer or DuckDbTypeKind.BigInt or DuckDbTypeKind.HugeInt
            or DuckDbTypeKind.UTinyInt or DuckDbTypeKind.USmallInt or DuckDbTypeKind.UInteger or DuckDbTypeKind.UBigInt
            or DuckDbTypeKind.Float or DuckDbTypeKind.Double or DuckDbTypeKind.Decimal => $"avg({name}::DOUBLE)",
        _ => "NULL::DOUBLE",
    };

    private static ColumnProfile Read(DuckDbChunk facts, int first, DuckDbColumn column)
    {
        var isTime = column.Type.Kind is DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz;
        string? Text(int at) => !facts[first + at].IsValid(0) ? null
            : isTime ? new Instant(long.Parse(facts[first + at].GetString(0), CultureInfo.InvariantCulture)).ToString()
            : facts[first + at].GetString(0);
        return new(
            column.Name,
            facts[first].Values<long>()[0],
            Text(1),
            Text(2),
            facts[first + 3].IsValid(0) ? facts[first + 3].Values<long>()[0] : null,
            facts[first + 4].IsValid(0) ? Rounded(facts[first + 4].Values<double>()[0]) : null);
    }

    /// <summary>Threads add in any order, and the last digits with it.</summary>
    private static double Rounded(double mean) => double.Parse(mean.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
