using System.Text.Json;
using Larder.Server.Json;
using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Server.Online;

/// <summary>Writes the answer column by column, in Feast's shape.</summary>
internal static class OnlineFeaturesWriter
{
    public static void Begin(Utf8JsonWriter json, OnlineFeaturesPlan plan)
    {
        json.WriteStartObject();
        json.WritePropertyName(WireNames.Metadata);
        json.WriteRawValue(plan.Metadata, skipInputValidation: true);
        json.WriteStartArray(WireNames.Results);
    }

    public static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Columns in the answer: the join keys, the request columns, the features.</summary>
    public static int Columns(OnlineFeaturesPlan plan) => plan.Columns.Names.Count + plan.Read.Plan.Outputs.Count;

    public static void Column(Utf8JsonWriter json, OnlineFeaturesPlan plan, FeatureFrame frame, int column)
    {
        var (given, keys) = (plan.Columns.Names.Count, plan.Read.Plan.Keys.Columns);
        json.WriteStartObject();
        if (column >= given)
        {
            Feature(json, frame, column - given);
        }
        else if (column < keys.Count)
        {
            Key(json, frame, column, keys[column].Type);
        }
        else
        {
            Request(json, frame, column - keys.Count);
        }

        json.WriteEndObject();
    }

    private static void Feature(Utf8JsonWriter json, FeatureFrame frame, int output)
    {
        json.WriteStartArray(WireNames.Values);
        for (var row = 0; row < frame.Count; row++)
        {
            JsonValue.Write(json, frame.Value(row, output));
        }

        json.WriteEndArray();
        json.WriteStartArray(WireNames.Statuses);
        for (var row = 0; row < frame.Count; row++)
        {
            JsonValue.Write(json, frame.Status(row, output));
        }

        json.WriteEndArray();
        json.WriteStartArray(WireNames.EventTimestamps);
        for (var row = 0; row < frame.Count; row++)
        {
            JsonValue.Write(json, frame.EventTime(row, output));
        }

        json.WriteEndArray();
    }

    private static void Key(Utf8JsonWriter json, FeatureFrame frame, int column, ColumnType type)
    {
        json.WriteStartArray(WireNames.Values);
        for (var row = 0; row < frame.Count; row++)
        {
            JsonValue.Write(json, frame.Key(row, column).GetValueOrDefault(), type);
        }

        json.WriteEndArray();
        json.WriteStartArray(WireNames.Statuses);
        for (var row = 0; row < frame.Count; row++)
        {
            JsonValue.Write(json, FeatureStatus.Present);
        }

        json.WriteEndArray();
        NoTimes(json, frame.Count);
    }

    private static void Request(Utf8JsonWriter json, FeatureFrame frame, int column)
    {
        json.WriteStartArray(WireNames.Values);
        for (var row = 0; row < frame.Count; row++)
        {
            JsonValue.Write(json, frame.Request(row, column));
        }

        json.WriteEndArray();
        json.WriteStartArray(WireNames.Statuses);
        for (var row = 0; row < frame.Count; row++)
        {
            JsonValue.Write(json, frame.Request(row, column).IsNull ? FeatureStatus.NullValue : FeatureStatus.Present);
        }

        json.WriteEndArray();
        NoTimes(json, frame.Count);
    }

    private static void NoTimes(Utf8JsonWriter json, int rows)
    {
        json.WriteStartArray(WireNames.EventTimestamps);
        for (var row = 0; row < rows; row++)
        {
            json.WriteStringValue(JsonValue.NoTime);
        }

        json.WriteEndArray();
    }
}
