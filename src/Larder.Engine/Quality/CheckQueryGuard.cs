using System.Text.Json;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Quality.Checks;

namespace Larder.Quality;

/// <summary>
/// Keeps the SQL of a check to the rows it checks: the engine parses it, and every table that it names has to be those rows or a name that it defines itself. What a definition refuses, such as the clock, was refused before.
/// </summary>
internal static class CheckQueryGuard
{
    private static readonly HashSet<string> TableFunctions = new(StringComparer.OrdinalIgnoreCase) { "unnest", "range", "generate_series" };

    /// <summary>Checks a query.</summary>
    /// <exception cref="InvalidInputException">It is no single query, or reads something else.</exception>
    public static void Check(DuckDbConnection connection, string query)
    {
        using var parsed = JsonDocument.Parse(connection.QueryScalar<string>($"SELECT json_serialize_sql({Identifiers.Literal(query)})::VARCHAR"));
        if (parsed.RootElement.GetProperty("error").GetBoolean())
        {
            throw new InvalidInputException($"The engine refuses its SQL: {parsed.RootElement.GetProperty("error_message").GetString()!.Split('\n')[0]}. Correct it; names that are words of SQL, such as at, stand in double quotes.");
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { CheckSql.Table };
        Visit(parsed.RootElement, node => names.UnionWith(Defined(node)));
        Visit(parsed.RootElement, node =>
        {
            if (Text(node, "type") == "BASE_TABLE" && !(names.Contains(Text(node, "table_name")!) && string.IsNullOrEmpty(Text(node, "schema_name")) && string.IsNullOrEmpty(Text(node, "catalog_name"))))
            {
                throw new InvalidInputException($"Its SQL reads {Text(node, "table_name")}, which is not its rows; write FROM {CheckSql.Rows}.");
            }

            if (Text(node, "type") == "SHOW_REF")
            {
                throw new InvalidInputException($"Its SQL describes or shows a table, which finds no rows of its own; write FROM {CheckSql.Rows}.");
            }

            if (Text(node, "type") == "TABLE_FUNCTION" && node.TryGetProperty("function", out var function) && !TableFunctions.Contains(Text(function, "function_name") ?? string.Empty))
            {
                throw new InvalidInputException($"Its SQL reads {Text(function, "function_name")}(…), which is not its rows; write FROM {CheckSql.Rows}.");
            }
        });
    }

    /// <summary>Names without a point or slash: out of its query such a name is no file either.</summary>
    private static IEnumerable<string> Defined(JsonElement node) => node.TryGetProperty("cte_map", out var ctes) && ctes.TryGetProperty("map", out var map)
        ? map.EnumerateArray().Select(entry => entry.GetProperty("key").GetString()!).Where(name => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        : [];

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Visit(JsonElement node, Action<JsonElement> see)
    {
        if (node.ValueKind == JsonValueKind.Object)
        {
            see(node);
            foreach (var property in node.EnumerateObject())
            {
                Visit(property.Value, see);
            }
        }
        else if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in node.EnumerateArray())
            {
                Visit(element, see);
            }
        }
    }
}
