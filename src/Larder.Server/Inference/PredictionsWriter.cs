using System.Text.Json;
using Larder.Server.Json;
using Larder.Serving.Inference;
using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Server.Inference;

/// <summary>Writes predictions row by row.</summary>
internal static class PredictionsWriter
{
    public static void Write(Utf8JsonWriter json, ServedModel model, FeatureFrame frame, ReadOnlySpan<double> scores, Instant at, bool includeFeatures)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, model.Name);
        json.WriteNumber("version"u8, model.Version);
        json.WriteString("dataset_version"u8, model.DatasetVersion);
        json.WritePropertyName("as_of"u8);
        JsonValue.Write(json, at);
        json.WriteStartArray("predictions"u8);
        var entity = model.Features.Plan.Entity!;
        for (var row = 0; row < frame.Count; row++)
        {
            json.WriteStartObject();
            json.WritePropertyName(entity.JoinKey);
            JsonValue.Write(json, frame.Key(row), entity.KeyType);
            json.WritePropertyName("score"u8);
            JsonValue.WriteDouble(json, scores[row]);
            if (includeFeatures)
            {
                Features(json, frame, row);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Features(Utf8JsonWriter json, FeatureFrame frame, int row)
    {
        json.WriteStartObject("features"u8);
        var outputs = frame.Plan.Plan.Outputs;
        for (var output = 0; output < outputs.Count; output++)
        {
            json.WriteStartObject(outputs[output].FullName);
            json.WritePropertyName("value"u8);
            JsonValue.Write(json, frame.Value(row, output));
            json.WritePropertyName("status"u8);
            JsonValue.Write(json, frame.Status(row, output));
            json.WritePropertyName("event_timestamp"u8);
            JsonValue.Write(json, frame.EventTime(row, output));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
