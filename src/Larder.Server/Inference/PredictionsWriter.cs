using System.Text.Json;
using Larder.Server.Http;
using Larder.Server.Json;
using Larder.Serving.Inference;
using Larder.Serving.Online;
using Larder.Types;

namespace Larder.Server.Inference;

/// <summary>Writes predictions of models over one plan, row by row.</summary>
internal sealed class PredictionsWriter(ReadPlan plan)
{
    private readonly (JsonEncodedText Name, ColumnType Type)[] _joinKeys = [.. plan.Plan.Keys.Columns.Select(k => (Encode(k.Name), k.Type))];
    private readonly JsonEncodedText[] _names = [.. plan.Plan.Outputs.Select(o => Encode(o.FullName))];

    public void Write(Utf8JsonWriter json, ServedModel model, FeatureFrame frame, ReadOnlySpan<double> scores, Instant at, bool includeFeatures)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, model.Name);
        json.WriteNumber("version"u8, model.Version);
        json.WriteString("dataset_version"u8, model.DatasetVersion);
        json.WritePropertyName("as_of"u8);
        JsonValue.Write(json, at);
        json.WriteStartArray("predictions"u8);
        for (var row = 0; row < frame.Count; row++)
        {
            json.WriteStartObject();
            for (var key = 0; key < _joinKeys.Length; key++)
            {
                json.WritePropertyName(_joinKeys[key].Name);
                JsonValue.Write(json, frame.Key(row, key).GetValueOrDefault(), _joinKeys[key].Type);
            }

            json.WritePropertyName("score"u8);
            JsonValue.WriteDouble(json, scores[row]);
            Missing(json, model, frame, row);
            if (includeFeatures)
            {
                Features(json, frame, row);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static JsonEncodedText Encode(string name) => JsonEncodedText.Encode(name, ResponseBuffer.Options.Encoder);

    /// <summary>What the score had to do without: it is never silent about that.</summary>
    private void Missing(Utf8JsonWriter json, ServedModel model, FeatureFrame frame, int row)
    {
        json.WriteStartObject("missing"u8);
        foreach (var output in model.Outputs)
        {
            var status = frame.Status(row, output);
            if (status != FeatureStatus.Present)
            {
                json.WritePropertyName(_names[output]);
                JsonValue.Write(json, status);
            }
        }

        json.WriteEndObject();
    }

    private void Features(Utf8JsonWriter json, FeatureFrame frame, int row)
    {
        json.WriteStartObject("features"u8);
        for (var output = 0; output < _names.Length; output++)
        {
            json.WriteStartObject(_names[output]);
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
