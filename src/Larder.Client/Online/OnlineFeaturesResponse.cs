using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Client.Online;

/// <summary>Body of the answer to <c>POST /get-online-features</c>.</summary>
/// <param name="Metadata">The columns' names.</param>
/// <param name="Results">One per name: the join keys, the request columns, then the features in the order asked.</param>
public sealed record OnlineFeaturesResponse(
    [property: JsonPropertyName("metadata")] OnlineFeaturesMetadata Metadata,
    [property: JsonPropertyName("results")] IReadOnlyList<OnlineFeaturesColumn> Results)
{
    /// <summary>A column by name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public OnlineFeaturesColumn this[string name]
    {
        get
        {
            for (var i = 0; i < Results.Count; i++)
            {
                if (Metadata.FeatureNames[i] == name)
                {
                    return Results[i];
                }
            }

            throw new KeyNotFoundException($"The response has no column '{name}'; it has {string.Join(", ", Metadata.FeatureNames)}.");
        }
    }
}

/// <summary>The names of the columns.</summary>
/// <param name="FeatureNames">In the order of the results.</param>
public sealed record OnlineFeaturesMetadata([property: JsonPropertyName("feature_names")] IReadOnlyList<string> FeatureNames);

/// <summary>One column, one entry per entity.</summary>
/// <param name="Values">The values.</param>
/// <param name="Statuses">How each came about.</param>
/// <param name="EventTimestamps">The event each rests on; 1970-01-01T00:00:00Z where there is none.</param>
public sealed record OnlineFeaturesColumn(
    [property: JsonPropertyName("values")] IReadOnlyList<FeatureValue> Values,
    [property: JsonPropertyName("statuses")] IReadOnlyList<FeatureStatus> Statuses,
    [property: JsonPropertyName("event_timestamps")] IReadOnlyList<Instant> EventTimestamps);
