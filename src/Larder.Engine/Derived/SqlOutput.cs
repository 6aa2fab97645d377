using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Types;

namespace Larder.Derived;

/// <summary>Matches the columns that a query yields with those of the record that describes its rows.</summary>
internal static class SqlOutput
{
    /// <summary>The query's columns in the record's order and types.</summary>
    /// <param name="connection">Knows the query's sources as tables or views.</param>
    /// <param name="source">The SQL view's table.</param>
    /// <param name="statement">The query.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <exception cref="InvalidDefinitionException">The query does not bind, or a column is missing, of another type, or not in the record.</exception>
    public static string Select(DuckDbConnection connection, SourceDefinition source, string statement, CancellationToken cancellationToken)
    {
        IReadOnlyList<DuckDbColumn> found;
        try
        {
            using var described = connection.Query($"SELECT * FROM ({statement}\n) LIMIT 0", cancellationToken);
            found = described.Columns;
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfStatement(source.Name, failed);
        }

        var problems = source.Schema.Columns.Select(wanted => Problem(source.Schema, wanted, Find(found, wanted)))
            .Concat(found.Where(f => !f.Name.StartsWith('_') && source.Schema.Columns.All(c => !IsNamed(f, c))).Select(f => $"column {f.Name} ({f.Type}) is not a property of {source.Schema.Type.Name}"))
            .OfType<string>()
            .ToArray();
        if (problems.Length > 0)
        {
            throw new InvalidDefinitionException($"SQL view {source.Name} does not yield what {source.Schema.Type.Name} says: {string.Join("; ", problems)}. Correct the query or the record.");
        }

        var columns = source.Schema.Columns.Select(c => $"CAST({Identifiers.Quote(Find(found, c)!.Name)} AS {SqlTypes.NameOf(c.Type)}) AS {Identifiers.Quote(c.Name)}");
        return $"SELECT {string.Join(", ", columns)} FROM ({statement}\n)";
    }

    private static DuckDbColumn? Find(IReadOnlyList<DuckDbColumn> found, EventColumn wanted) => found.FirstOrDefault(f => IsNamed(f, wanted));

    private static bool IsNamed(DuckDbColumn found, EventColumn wanted) => string.Equals(found.Name, wanted.Name, StringComparison.OrdinalIgnoreCase);

    private static string? Problem(EventSchema schema, EventColumn wanted, DuckDbColumn? found) =>
        found is null ? $"column {wanted.Name} ({wanted.Type.Name()}, for {schema.Type.Name}.{wanted.Property}) is missing"
        : Fits(found.Type, wanted.Type) ? null
        : $"column {wanted.Name} is {found.Type}, which does not fit {schema.Type.Name}.{wanted.Property} ({wanted.Type.Name()}) without loss; write CAST({wanted.Name} AS {SqlTypes.NameOf(wanted.Type)})";

    /// <summary>Whether every value of the engine's type has an equal one in the column's, or the cast fails where it has none.</summary>
    private static bool Fits(DuckDbType from, ColumnType to) => from.Kind switch
    {
        DuckDbTypeKind.SqlNull => true,
        DuckDbTypeKind.TinyInt or DuckDbTypeKind.SmallInt or DuckDbTypeKind.UTinyInt or DuckDbTypeKind.USmallInt =>
            to is ColumnType.Int32 or ColumnType.Int64 or ColumnType.Float32 or ColumnType.Float64,
        DuckDbTypeKind.Integer => to is ColumnType.Int32 or ColumnType.Int64 or ColumnType.Float64,
        DuckDbTypeKind.UInteger => to is ColumnType.Int64 or ColumnType.Float64,
        DuckDbTypeKind.BigInt or DuckDbTypeKind.UBigInt or DuckDbTypeKind.HugeInt => to is ColumnType.Int64,
        DuckDbTypeKind.Float => to is ColumnType.Float32 or ColumnType.Float64,
        DuckDbTypeKind.Decimal => to is ColumnType.Float64,
        DuckDbTypeKind.Date or DuckDbTypeKind.TimestampTz or DuckDbTypeKind.TimestampSeconds or DuckDbTypeKind.TimestampMilliseconds => to is ColumnType.Timestamp,
        _ => from.Equals(SqlTypes.TypeOf(to)),
    };
}
