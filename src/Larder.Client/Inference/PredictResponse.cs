using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Client.Inference;

/// <summary>Body of the answer to <c>POST /predict</c>.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version that was used.</param>
/// <param name="DatasetVersion">The training set it was fitted on.</param>
/// <param name="AsOf">The time the features are of.</param>
/// <param name="Predictions">One per entity, in the order asked.</param>
public sealed record PredictResponse(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("dataset_version")] string DatasetVersion,
    [property: JsonPropertyName("as_of")] Instant AsOf,
    [property: JsonPropertyName("predictions")] IReadOnlyList<Prediction> Predictions);

/// <summary>The prediction for one row of the request.</summary>
public sealed record Prediction
{
    /// <summary>The probability of the label.</summary>
    [JsonPropertyName("score")]
    public required double Score { get; init; }

    /// <summary>
    /// The features the model uses that are not <c>PRESENT</c>, by <c>view__feature</c>, with their status: the score had to do without
    /// them. Empty when all are present.
    /// </summary>
    [JsonPropertyName("missing")]
    public required IReadOnlyDictionary<string, FeatureStatus> Missing { get; init; }

    /// <summary>All features of the model's service by <c>view__feature</c>; null unless asked for.</summary>
    [JsonPropertyName("features")]
    public IReadOnlyDictionary<string, PredictionFeature>? Features { get; init; }

    /// <summary>The entities: the join keys' columns and values.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Entity { get; set; } = new Dictionary<string, JsonElement>();
}

/// <summary>A feature a prediction was made from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Status">How it came about.</param>
/// <param name="EventTimestamp">The event it rests on; 1970-01-01T00:00:00Z where there is none.</param>
public sealed record PredictionFeature(
    [property: JsonPropertyName("value")][property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] FeatureValue Value,
    [property: JsonPropertyName("status")] FeatureStatus Status,
    [property: JsonPropertyName("event_timestamp")] Instant EventTimestamp);
