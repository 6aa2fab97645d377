using System.Text.Json.Serialization;

namespace Larder.Client.Wire;

/// <summary>The stores answer.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
public sealed record HealthResponse([property: JsonPropertyName("status")] string Status);
