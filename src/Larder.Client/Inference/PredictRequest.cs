using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Client.Inference;

/// <summary>Body of <c>POST /predict</c>.</summary>
public sealed record PredictRequest
{
    /// <summary>The model.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>The alias of the version to use. Default <c>champion</c>; not together with <c>version</c>.</summary>
    [JsonPropertyName("alias")]
    public string? Alias { get; init; }

    /// <summary>The version to use.</summary>
    [JsonPropertyName("version")]
    public int? Version { get; init; }

    /// <summary>The columns of the join keys and the request columns, all of one length: one value per entity. A key is never null.</summary>
    [JsonPropertyName("entities")]
    public required IReadOnlyDictionary<string, IReadOnlyList<FeatureValue>> Entities { get; init; }

    /// <summary>The time asked for. Default: now.</summary>
    [JsonPropertyName("as_of")]
    public Instant? AsOf { get; init; }

    /// <summary>Whether each prediction carries the features it was made from. Default false.</summary>
    [JsonPropertyName("include_features")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IncludeFeatures { get; init; }
}
