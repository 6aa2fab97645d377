using System.Text.Json.Nodes;
using Larder.Aggregation.Explaining;
using Larder.Cli.Explaining;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Explanations as JSON. Values are given for reading and exactly (<see cref="ExactText"/>).</summary>
internal static class ExplanationJson
{
    public static JsonObject Of(FeatureExplanation explained)
    {
        var json = new JsonObject
        {
            ["feature"] = explained.Reference,
            ["version"] = explained.Version,
            ["expression"] = explained.Expression,
            ["value"] = Of(explained.Result.Value),
            ["status"] = explained.Result.Status.WireName(),
            ["event_time"] = explained.Result.EventTime?.ToString(),
        };
        switch (explained.Parts)
        {
            case ExplainedWindows windows:
                json["source"] = windows.Source;
                json["tiles"] = windows.Grid;
                json["aggregations"] = List(windows.Aggregations, Of);
                break;
            case ExplainedRows rows:
                json["source"] = rows.Source;
                json["ttl_seconds"] = rows.Ttl?.TotalSeconds;
                json["rows"] = List(rows.Rows, Of);
                json["more_rows"] = rows.More;
                break;
            case ExplainedFunction function:
                json["request"] = new JsonObject(function.Request.Select(r => KeyValuePair.Create<string, JsonNode?>(r.Key, Of(r.Value))));
                json["inputs"] = List(function.Inputs, Of);
                break;
        }

        return json;
    }

    /// <summary>A value: how it reads, and exactly.</summary>
    public static JsonObject Of(FeatureValue value) => new() { ["text"] = value.ToString(), ["exact"] = ExactText.Of(value) };

    private static JsonObject Of(ExplainedAggregation aggregation) => new()
    {
        ["kind"] = Names.ToSnakeCase(aggregation.Spec.Kind.ToString()),
        ["window"] = aggregation.Spec.Window.ToString(),
        ["from"] = aggregation.From?.ToString(),
        ["from_is_in"] = aggregation.FromIsIn,
        ["to"] = aggregation.To.ToString(),
        ["to_is_in"] = aggregation.ToIsIn,
        ["events_before"] = aggregation.Before,
        ["events_after"] = aggregation.After,
        ["earlier"] = aggregation.Earlier is { } earlier
            ? new JsonObject { ["pieces"] = earlier.Pieces, ["events"] = earlier.Events, ["so_far"] = Of(earlier.SoFar) }
            : null,
        ["pieces"] = List(aggregation.Pieces, Of),
        ["value"] = Of(aggregation.Value),
    };

    private static JsonObject Of(ExplainedPiece piece) => new()
    {
        ["tile_start"] = piece.Start.ToString(),
        ["tile_end"] = piece.End.ToString(),
        ["whole"] = piece.IsWhole,
        ["events_in_window"] = piece.Count,
        ["taken"] = piece.Taken,
        ["fold"] = Of(piece.Fold),
        ["so_far"] = Of(piece.SoFar),
        ["events"] = List(piece.Events, Of),
    };

    private static JsonObject Of(ExplainedEvent e)
    {
        var json = Of(e.Order, e.RetractedAt, e.Fate.ToString());
        json["input"] = Of(e.Input);
        json["bucket"] = e.Bucket.AsString();
        return json;
    }

    private static JsonObject Of(ExplainedRow row)
    {
        var json = Of(row.Order, row.RetractedAt, row.Fate.ToString());
        json["value"] = Of(row.Value);
        return json;
    }

    private static JsonObject Of(EventOrder order, Instant? retractedAt, string fate) => new()
    {
        ["event_time"] = order.EventTime.ToString(),
        ["known_at"] = order.KnownAt.ToString(),
        ["retracted_at"] = retractedAt?.ToString(),
        ["sequence"] = order.Sequence,
        ["fate"] = Names.ToSnakeCase(fate),
    };

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonObject> of) => new([.. items.Select(i => (JsonNode)of(i))]);
}
