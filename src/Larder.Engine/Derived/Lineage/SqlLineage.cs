using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Catalog.Lineage;
using Larder.DuckDb;

namespace Larder.Derived.Lineage;

/// <summary>Finds out which columns the columns of SQL views are made of, from the engine's own reading of the query. Nothing is run.</summary>
public static class SqlLineage
{
    /// <summary>Looks into every SQL view of a repository; the result goes into <see cref="LineageRecords.Queries"/>.</summary>
    /// <param name="catalog">The definitions.</param>
    public static IReadOnlyDictionary<string, SqlColumns> Of(FeatureCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var views = catalog.Derived.Where(s => s.Derivation is SqlDerivation).ToArray();
        if (views.Length == 0)
        {
            return new Dictionary<string, SqlColumns>();
        }

        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        SqlRun.Confine(connection);
        var aggregates = Aggregates(connection);
        return views.ToDictionary(s => s.Name, s => Of(connection, s, (SqlDerivation)s.Derivation!, aggregates));
    }

    private static SqlColumns Of(DuckDbConnection connection, SourceDefinition source, SqlDerivation sql, IReadOnlySet<string> aggregates)
    {
        try
        {
            var read = JsonNode.Parse(connection.QueryScalar<string>($"SELECT CAST(json_serialize_sql({Identifiers.Literal(sql.Statement)}) AS VARCHAR)"))!;
            if (read["statements"] is not JsonArray { Count: 1 } statements)
            {
                return SqlColumns.Unknown($"the engine does not give its reading of the query ({read["error_message"] ?? "no statement"})");
            }

            var query = new QueryReader(sql.Upstream, aggregates).Read(statements[0]!["node"]!.AsObject(), QueryScope.Empty);
            var columns = new Dictionary<string, IReadOnlyList<SqlColumnUse>>(StringComparer.Ordinal);
            foreach (var column in source.Schema.Columns)
            {
                columns[column.Name] = query.Columns.FirstOrDefault(c => string.Equals(c.Name, column.Name, StringComparison.OrdinalIgnoreCase))?.Uses
                    ?? throw new QueryNotFollowedException($"column {column.Name} was not found in it");
            }

            return new SqlColumns(columns, query.Rows, null);
        }
        catch (QueryNotFollowedException unknown)
        {
            return SqlColumns.Unknown(unknown.Message);
        }
        catch (DuckDbException failed)
        {
            return SqlColumns.Unknown($"the engine cannot read it ({failed.Message.TrimEnd('.')})");
        }
    }

    private static HashSet<string> Aggregates(DuckDbConnection connection)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using var result = connection.Query("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'");
        while (result.Read() is { } chunk)
        {
            using (chunk)
            {
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    names.Add((string)chunk[0].GetValue(row)!);
                }
            }
        }

        return names;
    }
}

/// <summary>A query has a part that is not followed; the message says which.</summary>
internal sealed class QueryNotFollowedException(string reason) : Exception(reason);
