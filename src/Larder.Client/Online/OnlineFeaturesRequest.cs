using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Client.Online;

/// <summary>Body of <c>POST /get-online-features</c>. Names either <c>features</c> or a <c>feature_service</c>.</summary>
public sealed record OnlineFeaturesRequest
{
    /// <summary>The columns of the join keys and the request columns, all of one length: one value per entity. A key is never null.</summary>
    [JsonPropertyName("entities")]
    public required IReadOnlyDictionary<string, IReadOnlyList<FeatureValue>> Entities { get; init; }

    /// <summary>References <c>view:feature</c>.</summary>
    [JsonPropertyName("features")]
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>A feature service, instead of <c>features</c>.</summary>
    [JsonPropertyName("feature_service")]
    public string? FeatureService { get; init; }

    /// <summary>Whether the response names features <c>view__feature</c>. Default false: <c>feature</c>.</summary>
    [JsonPropertyName("full_feature_names")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool FullFeatureNames { get; init; }

    /// <summary>The time asked for. Default: now.</summary>
    [JsonPropertyName("as_of")]
    public Instant? AsOf { get; init; }
}
