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
        json["warn_limit"] = check.WarnLimit;
        json["description"] = check.Description;
        json["mostly"] = (check as ShareCheck)?.Mostly;
        json["compared_with"] = check.Other?.Source.Name;
        json["error"] = result.Error;
        json["group_by"] = check.GroupBy is { } column ? source.Schema.Columns[column].Name : null;
        json["groups"] = new JsonArray([.. result.Groups.Select(g => (JsonNode)Of(g))]);
        json["samples"] = new JsonArray([.. result.Samples.Select(s => (JsonNode)Of(source, check, s))]);
        return json;
    }

    /// <summary>A bad row by its number, the source's id and the columns that the check is about; values and how many rows have them, here and in another source; what a query found.</summary>
    public static string Written(SourceDefinition source, Check check, CheckSample sample)
    {
        var there = sample.There is { } rows ? $" here, {Number(rows)} in {check.Other!.Source.Name}" : string.Empty;
        var which = sample.Names is not null ? "found" : check.SampleColumns is not null ? $"{Number(sample.Row)} rows{there}" : $"row {sample.Row.ToString(CultureInfo.InvariantCulture)}";
        return $"{which}: {Pairs(source, check, sample)}";
    }

    /// <summary>The values of a sample, each with its name.</summary>
    public static string Pairs(SourceDefinition source, Check check, CheckSample sample)
    {
        if (sample.Names is not null)
        {
            return Pairs(sample.Names, sample.Values);
        }

        if (check.SampleColumns is { } keys)
        {
            return Pairs(keys.Select(k => source.Schema.Columns[k].Name), sample.Values);
        }

        var columns = (source.EventId ?? source.RevisionId) is { } id ? check.Columns.Prepend(id).Distinct() : check.Columns;
        return Pairs(columns.Select(c => source.Schema.Columns[c].Name), columns.Select(c => sample.Values[c]));
    }

    private static string Pairs(IEnumerable<string> names, IEnumerable<FeatureValue> values) => string.Join(", ", names.Zip(values, (name, value) => $"{name} {value}"));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

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
        var names = sample.Names ?? [.. (check.SampleColumns ?? Enumerable.Range(0, source.Schema.Columns.Count)).Select(c => source.Schema.Columns[c].Name)];
        var values = new JsonObject(names.Zip(sample.Values, (name, value) => KeyValuePair.Create(name, (JsonNode?)(value.IsNull ? null : value.ToString()))));
        var json = new JsonObject { [check.SampleColumns is null ? "row" : "rows"] = sample.Row, ["values"] = values };
        if (sample.There is { } there)
        {
            json["rows_there"] = there;
        }

        return json;
    }
}
