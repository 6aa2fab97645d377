using System.Text.Json;
using System.Text.Json.Serialization;
using Larder.Offline.Delta;

namespace Larder.Derived;

/// <summary>
/// What a version of a derived table was made of, stored with its commit: so the rows and what they came from are one fact, whatever is killed when.
/// </summary>
/// <param name="Format">The version of this form: 1.</param>
/// <param name="Definition">Hash of the source's canonical form, which covers all definitions upstream.</param>
/// <param name="Code">Version of the code the rows depend on; empty for SQL, which is all in the definition.</param>
/// <param name="Upstream">What was read, in the order of the definition.</param>
/// <param name="Newest">The greatest event time for which a row was made, microseconds; null for none.</param>
/// <param name="NextSequence">The sequence of the next row, where the source numbers its own.</param>
internal sealed record DerivedState(int Format, string Definition, string Code, IReadOnlyList<UpstreamVersion> Upstream, long? Newest, long NextSequence)
{
    /// <summary>The application id of the commits.</summary>
    public const string AppId = "derive";

    /// <summary>The form written now.</summary>
    public const int ThisFormat = 1;

    /// <summary>The state of a table version; null where it was never derived, or by a Larder that wrote another form.</summary>
    public static DerivedState? Of(DeltaSnapshot? snapshot) =>
        snapshot?.Transactions.GetValueOrDefault(AppId)?.UserMetadata is { } text && JsonSerializer.Deserialize(text, DerivedJson.Default.DerivedState) is { Format: ThisFormat } state ? state : null;

    public string ToJson() => JsonSerializer.Serialize(this, DerivedJson.Default.DerivedState);
}

/// <summary>A version of a table read.</summary>
/// <param name="Table">The source's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Files">The table's fingerprint at that version.</param>
internal sealed record UpstreamVersion(string Table, long Version, string Files);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DerivedState))]
internal sealed partial class DerivedJson : JsonSerializerContext;
