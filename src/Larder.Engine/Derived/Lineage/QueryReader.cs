using System.Text.Json.Nodes;
using Larder.Catalog.Lineage;

namespace Larder.Derived.Lineage;

/// <summary>
/// Follows the columns of a query through its tables, joins, subqueries and WITH, in the form in which the engine writes down what it has read (<c>json_serialize_sql</c>).
/// What it does not know ends it: then the columns come from the whole of the tables.
/// </summary>
internal sealed class QueryReader(IReadOnlyList<SourceDefinition> sources, IReadOnlySet<string> aggregates)
{
    private static readonly string[] Clauses = ["where_clause", "having", "qualify"];

    private readonly QueryExpressions _expressions = new(aggregates);

    /// <summary>A query's columns.</summary>
    public QueryColumns Read(JsonObject node, QueryScope around)
    {
        foreach (var named in node["cte_map"]?["map"]?.AsArray() ?? [])
        {
            around = around.With((string)named!["key"]!, Read(named["value"]!["query"]!["node"]!.AsObject(), around));
        }

        return (string?)node["type"] switch
        {
            "SELECT_NODE" => Select(node, around),
            "SET_OPERATION_NODE" when (string?)node["setop_type"] is "UNION" or "UNION_BY_NAME" => Union(node, around),
            "CTE_NODE" => Read(node["child"]!.AsObject(), around.With((string)node["cte_name"]!, Read(node["query"]!.AsObject(), around))),
            var other => throw new QueryNotFollowedException($"it has a part of kind {other}"),
        };
    }

    private QueryColumns Select(JsonObject node, QueryScope around)
    {
        var tables = new List<QueryColumns>();
        var rows = new List<SqlColumnUse>();
        From(node["from_table"]!.AsObject(), tables, rows, around);
        var scope = new QueryScope(tables, around.Named, around);
        rows.AddRange(tables.SelectMany(t => t.Rows));

        var columns = new List<QueryColumn>();
        var groups = new List<SqlColumnUse>();
        foreach (var item in node["select_list"]!.AsArray().Select(i => i!.AsObject()))
        {
            if ((string?)item["class"] == "STAR")
            {
                columns.AddRange(Star(item, tables));
                continue;
            }

            var uses = Uses(item, scope, columns);
            columns.Add(new QueryColumn(QueryExpressions.NameOf(item), uses));
            if ((string?)node["aggregate_handling"] == "FORCE_AGGREGATES" && !_expressions.HasAggregate(item))
            {
                groups.AddRange(uses);
            }
        }

        rows.AddRange(QueryColumns.Through(groups, Transformation.GroupBy));
        foreach (var group in node["group_expressions"]?.AsArray() ?? [])
        {
            rows.AddRange(QueryColumns.Through(Group(group!.AsObject(), scope, columns), Transformation.GroupBy));
        }

        foreach (var clause in Clauses)
        {
            if (node[clause] is JsonObject condition)
            {
                rows.AddRange(QueryColumns.Through(Uses(condition, scope, columns), Transformation.Filter));
            }
        }

        rows.AddRange(Modifiers(node, scope, columns));
        return new QueryColumns(string.Empty, columns, [.. rows.Distinct()]);
    }

    private QueryColumns Union(JsonObject node, QueryScope around)
    {
        JsonObject[] parts = node["children"] is JsonArray children ? [.. children.Select(c => c!.AsObject())] : [node["left"]!.AsObject(), node["right"]!.AsObject()];
        QueryColumns[] read = [.. parts.Select(p => Read(p, around))];
        if ((string?)node["setop_type"] == "UNION_BY_NAME" || read.Any(r => r.Columns.Count != read[0].Columns.Count))
        {
            throw new QueryNotFollowedException("it unites queries by name");
        }

        return new QueryColumns(
            string.Empty,
            [.. read[0].Columns.Select((column, i) => new QueryColumn(column.Name, [.. read.SelectMany(r => r.Columns[i].Uses).Distinct()]))],
            [.. read.SelectMany(r => r.Rows).Concat(Modifiers(node, new QueryScope([read[0]], around.Named, around), [.. read[0].Columns])).Distinct()]);
    }

    /// <summary>An order decides which rows there are only where a limit cuts them off.</summary>
    private IEnumerable<SqlColumnUse> Modifiers(JsonObject node, QueryScope scope, IReadOnlyList<QueryColumn> columns)
    {
        JsonObject[] modifiers = [.. (node["modifiers"]?.AsArray() ?? []).Select(m => m!.AsObject())];
        var isCut = modifiers.Any(m => (string?)m["type"] is "LIMIT_MODIFIER" or "LIMIT_PERCENT_MODIFIER");
        foreach (var modifier in modifiers)
        {
            IEnumerable<SqlColumnUse> uses = (string?)modifier["type"] switch
            {
                "ORDER_MODIFIER" when isCut => QueryColumns.Through(modifier["orders"]!.AsArray().SelectMany(o => Uses(o!["expression"]!.AsObject(), scope, columns)), Transformation.Sort),
                "DISTINCT_MODIFIER" => QueryColumns.Through(columns.SelectMany(c => c.Uses), Transformation.GroupBy),
                _ => [],
            };
            foreach (var use in uses)
            {
                yield return use;
            }
        }
    }

    /// <summary>A group may be named by the place of a column.</summary>
    private IReadOnlyList<SqlColumnUse> Group(JsonObject group, QueryScope scope, List<QueryColumn> columns) =>
        (string?)group["class"] == "CONSTANT" && group["value"]?["value"] is JsonValue place && int.TryParse(place.ToString(), out var number) && number >= 1 && number <= columns.Count
            ? columns[number - 1].Uses
            : Uses(group, scope, columns);

    private void From(JsonObject table, List<QueryColumns> tables, List<SqlColumnUse> rows, QueryScope around)
    {
        var alias = (string?)table["alias"] ?? string.Empty;
        switch ((string?)table["type"])
        {
            case "EMPTY" or "EMPTY_FROM":
                break;
            case "BASE_TABLE":
                var name = (string)table["table_name"]!;
                var found = around.Named.GetValueOrDefault(name) ?? Stored(name) ?? around.Around?.Named.GetValueOrDefault(name)
                    ?? throw new QueryNotFollowedException($"it reads {name}, which is no source");
                tables.Add(Renamed(found, alias.Length > 0 ? alias : name, table["column_name_alias"]));
                break;
            case "SUBQUERY":
                tables.Add(Renamed(Read(table["subquery"]!["node"]!.AsObject(), around with { Tables = [] }), alias, table["column_name_alias"]));
                break;
            case "JOIN":
                var first = tables.Count;
                From(table["left"]!.AsObject(), tables, rows, around);
                From(table["right"]!.AsObject(), tables, rows, around with { Tables = [.. tables.Skip(first)] });
                Join(table, tables, rows, around);
                break;
            case var other:
                throw new QueryNotFollowedException($"it reads from a {other}");
        }
    }

    private void Join(JsonObject join, List<QueryColumns> tables, List<SqlColumnUse> rows, QueryScope around)
    {
        if ((string?)join["ref_type"] is "NATURAL" or "POSITIONAL")
        {
            throw new QueryNotFollowedException($"it has a {((string)join["ref_type"]!).ToLowerInvariant()} join");
        }

        if (join["condition"] is JsonObject condition)
        {
            rows.AddRange(QueryColumns.Through(Uses(condition, new QueryScope(tables, around.Named, around), []), Transformation.Join));
        }

        foreach (var column in (join["using_columns"]?.AsArray() ?? []).Select(c => (string)c!))
        {
            rows.AddRange(QueryColumns.Through(
                tables.SelectMany(t => t.Columns).Where(c => string.Equals(c.Name, column, StringComparison.OrdinalIgnoreCase)).SelectMany(c => c.Uses), Transformation.Join));
        }
    }

    private QueryColumns? Stored(string name)
    {
        if (sources.FirstOrDefault(s => s.Name == name) is not { } source)
        {
            return null;
        }

        IEnumerable<string> clocks = source.RevisionId is null ? ["_event_time", "_known_at", "_sequence"] : ["_event_time", "_known_at", "_sequence", "_retracted_at"];
        return new QueryColumns(name, [.. clocks.Concat(source.Schema.Columns.Select(c => c.Name)).Select(c => new QueryColumn(c, [new SqlColumnUse(name, c, Transformation.Identity)]))], []);
    }

    private static QueryColumns Renamed(QueryColumns query, string alias, JsonNode? names)
    {
        var given = names?.AsArray().Select(n => (string)n!).ToArray() ?? [];
        return query with { Alias = alias, Columns = [.. query.Columns.Select((c, i) => i < given.Length ? c with { Name = given[i] } : c)] };
    }

    private static IEnumerable<QueryColumn> Star(JsonObject star, IReadOnlyList<QueryColumns> tables)
    {
        if (star["replace_list"] is JsonArray { Count: > 0 } || star["expr"] is JsonObject || (bool?)star["columns"] == true || star["rename_list"] is JsonArray { Count: > 0 })
        {
            throw new QueryNotFollowedException("it takes columns by a pattern");
        }

        var of = (string?)star["relation_name"] ?? string.Empty;
        string[] left = [.. (star["exclude_list"]?.AsArray() ?? []).Select(e => e is JsonValue ? (string)e! : QueryExpressions.NameOf(e!.AsObject()))];
        return tables.Where(t => of.Length == 0 || string.Equals(t.Alias, of, StringComparison.OrdinalIgnoreCase)).SelectMany(t => t.Columns)
            .Where(c => !left.Contains(c.Name, StringComparer.OrdinalIgnoreCase));
    }

    private IReadOnlyList<SqlColumnUse> Uses(JsonObject expression, QueryScope scope, IReadOnlyList<QueryColumn> columns) =>
        [.. _expressions.Uses(expression, scope, columns, (node, around) => Read(node, around)).Distinct()];
}
