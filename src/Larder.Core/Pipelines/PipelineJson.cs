using System.Text.Json;
using System.Text.Json.Serialization;

namespace Larder.Pipelines;

/// <summary>How results and parameters are written: enums by name, numbers that JSON has no form for as text.</summary>
internal static class PipelineJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };
}
