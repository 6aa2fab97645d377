using System.Text.Json.Serialization;
using Larder.Client.Inference;
using Larder.Client.Monitoring;
using Larder.Client.Online;

namespace Larder.Client.Wire;

/// <summary>How the wire records are written and read.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(FeatureValueConverter), typeof(InstantConverter), typeof(FeatureStatusConverter)])]
[JsonSerializable(typeof(OnlineFeaturesRequest))]
[JsonSerializable(typeof(OnlineFeaturesResponse))]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(PredictResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(FreshnessResponse))]
[JsonSerializable(typeof(CoverageResponse))]
[JsonSerializable(typeof(ObjectivesResponse))]
[JsonSerializable(typeof(ProblemResponse))]
public sealed partial class LarderJson : JsonSerializerContext;
