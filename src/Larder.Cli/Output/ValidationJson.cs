using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Cli.Output;

/// <summary>Results of checks for programs, and their samples for people.</summary>
internal static class ValidationJson
{
    /// <summary>What programs and people read for an outcome.</summary>
    public static string Name(CheckOutcome outcome) => Names.ToSnakeCase(outcome.ToString());

    public static JsonObject Of(SourceDefinition source, CheckResult result)
    {
        var check = result.Check;
        var json = Of(result.Outcome, result.Tally);
        json["check"] = check.Name;
        json["kind"] = check.Kind;
        json["columns"] = new JsonArray([.. check.Columns.Select(c => (JsonNode)source.Schema.Columns[c].Name)]);
        json["severity"] = Names.ToSnakeCase(check.Severity.ToString());
        json["limit"] = check.Limit;
        json["description"] = check.Description;
        json["mostly"] = check switch { RowCheck row => row.Mostly, UniqueCheck unique => unique.Mostly, _ => null };
        json["error"] = result.Error;
        json["group_by"] = check.GroupBy is { } column ? source.Schema.Columns[column].Name : null;
        json["groups"] = new JsonArray([.. result.Groups.Select(g => (JsonNode)Of(g))]);
        json["samples"] = new JsonArray([.. result.Samples.Select(s => (JsonNode)Of(source, check, s))]);
        return json;
    }

    /// <summary>A bad row by its number, the source's id and the columns that the check is about; a repeated value and how many rows have it.</summary>
    public static string Written(SourceDefinition source, Check check, CheckSample sample)
    {
        if (check is UniqueCheck unique)
        {
            return $"{sample.Row.ToString("N0", CultureInfo.InvariantCulture)} rows: {string.Join(", ", unique.Keys.Zip(sample.Values, (k, v) => $"{source.Schema.Columns[k].Name} {v}"))}";
        }

        var columns = (source.EventId ?? source.RevisionId) is { } id ? check.Columns.Prepend(id).Distinct() : check.Columns;
        return $"row {sample.Row.ToString(CultureInfo.InvariantCulture)}: {string.Join(", ", columns.Select(c => $"{source.Schema.Columns[c].Name} {sample.Values[c]}"))}";
    }

    private static JsonObject Of(GroupResult group)
    {
        var json = Of(group.Outcome, group.Tally);
        json["key"] = group.Key.IsNull ? null : group.Key.ToString();
        return json;
    }

    private static JsonObject Of(CheckOutcome outcome, CheckTally tally) => new()
    {
        ["outcome"] = Name(outcome),
        ["tested"] = tally.Tested,
        ["bad"] = tally.Bad,
        ["share"] = tally.Share,
        ["value"] = tally.Value.IsNull ? null : tally.Value.ToString(),
        ["repeated"] = tally.Repeated,
        ["surplus"] = tally.Surplus,
    };

    private static JsonObject Of(SourceDefinition source, Check check, CheckSample sample)
    {
        var names = check is UniqueCheck unique ? unique.Keys.Select(k => source.Schema.Columns[k].Name) : source.Schema.Columns.Select(c => c.Name);
        var values = new JsonObject(names.Zip(sample.Values, (name, value) => KeyValuePair.Create(name, (JsonNode?)(value.IsNull ? null : value.ToString()))));
        return new JsonObject { [check is UniqueCheck ? "rows" : "row"] = sample.Row, ["values"] = values };
    }
}
