using System.Collections.Concurrent;
using System.Text.Json;
using Larder.Errors;
using Larder.Server.Json;
using Larder.Serving.Online;

namespace Larder.Server.Online;

/// <summary>Finds a plan by the bytes in which a request names its features, so that a known request compiles and allocates nothing.</summary>
internal sealed class OnlineFeaturesPlans(LarderRuntime runtime)
{
    /// <summary>The bytes are the callers' to choose, so the cache is bounded in number and size; when full it is emptied.</summary>
    private const int MostPlans = 1024;
    private const int LongestKept = 64 * 1024;

    private readonly Cache _shortNames = new(ByteSpanComparer.Instance);
    private readonly Cache _fullNames = new(ByteSpanComparer.Instance);

    /// <param name="features">A JSON list of references, or the JSON text of a service's name.</param>
    /// <param name="fullNames">Whether the response's columns are named <c>view__feature</c>.</param>
    public OnlineFeaturesPlan Find(ReadOnlySpan<byte> features, bool fullNames)
    {
        var cache = fullNames ? _fullNames : _shortNames;
        if (cache.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(features, out var known))
        {
            return known;
        }

        var plan = new OnlineFeaturesPlan(Compile(features), fullNames, runtime.Options.MaxEntities);
        if (features.Length <= LongestKept)
        {
            if (cache.Count >= MostPlans)
            {
                cache.Clear();
            }

            cache.TryAdd(features.ToArray(), plan);
        }

        return plan;
    }

    private ReadPlan Compile(ReadOnlySpan<byte> features)
    {
        var reader = new Utf8JsonReader(features);
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return runtime.Reader.PlanOf(JsonText.Of(in reader, "feature_service"));
        }

        var references = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            references.Add(reader.TokenType == JsonTokenType.String
                ? JsonText.Of(in reader, $"features[{references.Count}]")
                : throw new InvalidInputException($"features[{references.Count}] is {JsonKind.Of(reader.TokenType)}; name a feature as view:feature."));
        }

        return runtime.Reader.PlanOf(references);
    }

    private sealed class Cache(ByteSpanComparer comparer) : ConcurrentDictionary<byte[], OnlineFeaturesPlan>(comparer);
}
