using System.Text.Json.Nodes;
using Larder.Catalog.Lineage;

namespace Larder.Derived.Lineage;

/// <summary>Which columns the expressions of a query use, and how.</summary>
internal sealed class QueryExpressions(IReadOnlySet<string> aggregates)
{
    private static readonly string[] WindowParts = ["partitions", "orders", "start_expr", "end_expr", "offset_expr", "default_expr", "arg_orders"];

    /// <summary>What an item of a SELECT is called.</summary>
    public static string NameOf(JsonObject item) => (string?)item["alias"] is { Length: > 0 } alias ? alias
        : item["column_names"] is JsonArray { Count: > 0 } names ? (string)names[^1]!
        : string.Empty;

    /// <summary>Whether it sums up rows.</summary>
    public bool HasAggregate(JsonNode? node) => node switch
    {
        JsonObject { } item when (string?)item["class"] == "WINDOW" => false,
        JsonObject { } item when IsAggregate(item) => true,
        JsonObject item => item.Any(member => HasAggregate(member.Value)),
        JsonArray items => items.Any(HasAggregate),
        _ => false,
    };

    /// <summary>The uses of an expression.</summary>
    /// <param name="node">The expression.</param>
    /// <param name="scope">What names mean.</param>
    /// <param name="columns">Columns of the same SELECT, which names mean where no table has them.</param>
    /// <param name="read">Reads a query inside the expression.</param>
    public IEnumerable<SqlColumnUse> Uses(JsonObject node, QueryScope scope, IReadOnlyList<QueryColumn> columns, Func<JsonObject, QueryScope, QueryColumns> read)
    {
        IEnumerable<SqlColumnUse> Of(JsonNode? part) => part switch
        {
            JsonObject item when item.ContainsKey("class") => Uses(item, scope, columns, read),
            JsonObject item => item.SelectMany(member => Of(member.Value)),
            JsonArray items => items.SelectMany(Of),
            _ => [],
        };

        IEnumerable<SqlColumnUse> As(JsonNode? part, Transformation how) => QueryColumns.Through(Of(part), how);

        switch ((string?)node["class"])
        {
            case "COLUMN_REF":
                string[] names = [.. node["column_names"]!.AsArray().Select(n => (string)n!)];
                return (scope.Find(names) ?? columns.FirstOrDefault(c => names.Length == 1 && string.Equals(c.Name, names[0], StringComparison.OrdinalIgnoreCase)))?.Uses
                    ?? throw new QueryNotFollowedException($"the column {string.Join('.', names)} was not found");
            case "CASE":
                return
                [
                    .. node["case_checks"]!.AsArray().SelectMany(c => As(c!["when_expr"], Transformation.Conditional).Concat(As(c["then_expr"], Transformation.Transformation))),
                    .. As(node["else_expr"], Transformation.Transformation),
                ];
            case "FUNCTION" when IsAggregate(node):
                return [.. As(node["children"], Transformation.Aggregation), .. As(node["filter"], Transformation.Filter), .. As(node["order_bys"], Transformation.Sort)];
            case "WINDOW":
                return
                [
                    .. As(node["children"], Transformation.Aggregation),
                    .. WindowParts.SelectMany(part => As(node[part], Transformation.Window)),
                    .. As(node["filter_expr"], Transformation.Filter),
                ];
            case "SUBQUERY":
                var query = read(node["subquery"]!["node"]!.AsObject(), new QueryScope([], scope.Named, scope));
                return [.. QueryColumns.Through(query.Columns.SelectMany(c => c.Uses), Transformation.Transformation), .. query.Rows, .. As(node["child"], Transformation.Transformation)];
            case "LAMBDA" or "LAMBDA_REF" or "STAR" or "PARAMETER" or "POSITIONAL_REFERENCE":
                throw new QueryNotFollowedException($"it has an expression of kind {((string)node["class"]!).ToLowerInvariant()}");
            default:
                return node.SelectMany(member => As(member.Value, Transformation.Transformation));
        }
    }

    private bool IsAggregate(JsonObject node) => (string?)node["class"] == "FUNCTION" && aggregates.Contains((string?)node["function_name"] ?? string.Empty);
}
