using System.Text.Json;

namespace Larder.Server.Online;

/// <summary>Member names of Feast's answer, encoded once.</summary>
internal static class WireNames
{
    public static readonly JsonEncodedText Metadata = JsonEncodedText.Encode("metadata");
    public static readonly JsonEncodedText Results = JsonEncodedText.Encode("results");
    public static readonly JsonEncodedText Values = JsonEncodedText.Encode("values");
    public static readonly JsonEncodedText Statuses = JsonEncodedText.Encode("statuses");
    public static readonly JsonEncodedText EventTimestamps = JsonEncodedText.Encode("event_timestamps");
}
