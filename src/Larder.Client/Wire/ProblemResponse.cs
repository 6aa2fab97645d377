using System.Text.Json.Serialization;

namespace Larder.Client.Wire;

/// <summary>Why a request failed (RFC 9457, <c>application/problem+json</c>).</summary>
/// <param name="Type">Always <c>about:blank</c>: the status says the kind.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What went wrong, where, and the next thing to do.</param>
public sealed record ProblemResponse(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("detail")] string Detail);
