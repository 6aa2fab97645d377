using Larder.DuckDb;

namespace Larder.Quality.Profiles;

/// <summary>Rows that the engine can select, to be profiled.</summary>
/// <param name="From">What stands behind FROM.</param>
/// <param name="Columns">The columns that are profiled; null for all.</param>
/// <param name="Segment">The column whose values have tiles of their own; null for one tile.</param>
/// <param name="TimeZone">The IANA zone by whose clock times have their days; null for UTC.</param>
/// <param name="Unreadable">Says what the engine's error means.</param>
internal sealed record ProfileRelation(string From, IReadOnlyList<string>? Columns, string? Segment, string? TimeZone, Func<DuckDbException, Exception> Unreadable)
{
    /// <summary>The columns with how each is selected.</summary>
    public IReadOnlyList<ProfiledColumn> Describe(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        var select = Columns is null ? "*" : string.Join(", ", Columns.Select(Identifiers.Quote));
        using var none = connection.Query($"SELECT {select} FROM {From} LIMIT 0", cancellationToken);
        return [.. none.Columns.Select(ProfiledColumn.Of).Select(c => TimeZone is null ? c : c.In(TimeZone))];
    }
}

/// <summary>A column and how it is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How it is profiled.</param>
/// <param name="Select">Its expression in the query.</param>
internal sealed record ProfiledColumn(string Name, ProfileKind Kind, string Select)
{
    /// <summary>The column with its times by the clock of a zone.</summary>
    public ProfiledColumn In(string zone) => Kind == ProfileKind.Time ? this with { Select = $"timezone({Identifiers.Literal(zone)}, timezone('UTC', {Select}))" } : this;

    /// <summary>Types that vectors do not show as numbers are cast by the engine; of lists and maps only nulls are asked for.</summary>
    public static ProfiledColumn Of(DuckDbColumn column)
    {
        var name = Identifiers.Quote(column.Name);
        return column.Type.Kind switch
        {
            DuckDbTypeKind.Integer or DuckDbTypeKind.BigInt or DuckDbTypeKind.Float or DuckDbTypeKind.Double => new(column.Name, ProfileKind.Number, name),
            DuckDbTypeKind.TinyInt or DuckDbTypeKind.SmallInt or DuckDbTypeKind.UTinyInt or DuckDbTypeKind.USmallInt or DuckDbTypeKind.UInteger or DuckDbTypeKind.UBigInt
                or DuckDbTypeKind.HugeInt or DuckDbTypeKind.Decimal => new(column.Name, ProfileKind.Number, $"{name}::DOUBLE"),
            DuckDbTypeKind.Boolean or DuckDbTypeKind.Varchar => new(column.Name, ProfileKind.Category, name),
            DuckDbTypeKind.Enum => new(column.Name, ProfileKind.Category, $"{name}::VARCHAR"),
            DuckDbTypeKind.Timestamp => new(column.Name, ProfileKind.Time, name),
            DuckDbTypeKind.TimestampTz or DuckDbTypeKind.Date or DuckDbTypeKind.TimestampSeconds or DuckDbTypeKind.TimestampMilliseconds or DuckDbTypeKind.TimestampNanoseconds
                => new(column.Name, ProfileKind.Time, $"{name}::TIMESTAMP"),
            _ => new(column.Name, ProfileKind.Opaque, $"CASE WHEN {name} IS NOT NULL THEN TRUE END"),
        };
    }
}
