using System.Text.Json.Serialization;

namespace Larder.Erasure;

/// <summary>What an erasure did; signed and kept, without the join key's value.</summary>
public sealed record ErasureReceipt
{
    /// <summary>Names the erasure; part of the tables' history.</summary>
    public required string Id { get; init; }

    /// <summary>When it was done, UTC.</summary>
    public required string At { get; init; }

    /// <summary>The names of the join keys.</summary>
    public required IReadOnlyList<string> JoinKeys { get; init; }

    /// <summary>HMAC-SHA256 of the join keys with their values under the state folder's own key, in hex: who has both can tell whom it is about, nobody else can.</summary>
    public required string Entity { get; init; }

    /// <summary>What was removed from tables.</summary>
    public required IReadOnlyList<ErasedTable> Tables { get; init; }

    /// <summary>What was removed from the online store.</summary>
    public required IReadOnlyList<ErasedView> Online { get; init; }

    /// <summary>Views of the online store that were materialized anew, because rows and tiles of other entities may have held the events.</summary>
    public required IReadOnlyList<string> Rebuilt { get; init; }

    /// <summary>Lines removed from the log of served vectors.</summary>
    public required long ServedVectors { get; init; }

    /// <summary>Training sets that contain the entity, by version.</summary>
    public required IReadOnlyList<ErasedTrainingSet> TrainingSets { get; init; }

    /// <summary>What is left of the entity and why, each a sentence. Empty when everything but the files that wait for a vacuum is gone.</summary>
    public required IReadOnlyList<string> Remaining { get; init; }

    /// <summary>Rows of the entity that the pass over everything found afterwards; 0 unless others wrote meanwhile.</summary>
    public required long FoundAfterwards { get; init; }

    /// <summary>Which tables were searched and by what, and which were not and why; null in receipts of before this was said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SearchedTable>? Search { get; init; }

    /// <summary>The public key of the signature, as PEM.</summary>
    public string PublicKey { get; init; } = string.Empty;

    /// <summary>ECDSA over P-256 and SHA-256 of all the above as JSON, in hex.</summary>
    public string Signature { get; init; } = string.Empty;
}

/// <summary>What an erasure is about to remove, written down before it begins.</summary>
/// <param name="Id">Names the erasure.</param>
/// <param name="Entity">As in the receipt.</param>
/// <param name="Files">By table the files that hold the entity's rows, in whatever version.</param>
public sealed record ErasureIntent(string Id, string Entity, IReadOnlyDictionary<string, IReadOnlyList<string>> Files);

/// <summary>An entity's rows in a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="VersionBefore">The version before.</param>
/// <param name="Version">The version without them.</param>
/// <param name="Rows">How many there were.</param>
/// <param name="Files">The files that held them, in whatever version, or that were replaced with a table made anew; they are on disk until a vacuum deletes them.</param>
/// <param name="Unknown">Rows of whose key a lambda could not tell.</param>
public sealed record ErasedTable(string Table, long VersionBefore, long Version, long Rows, IReadOnlyList<string> Files, long Unknown);

/// <summary>A table below the state folder, and whether it was searched.</summary>
/// <param name="Table">The table.</param>
/// <param name="IsSearched">Whether its rows were asked whose they are.</param>
/// <param name="Reason">What tells whose they are, else why nothing does.</param>
public sealed record SearchedTable(string Table, bool IsSearched, string Reason);

/// <summary>A column that holds a join key, as somebody said.</summary>
/// <param name="Table">The source.</param>
/// <param name="Column">Its column.</param>
/// <param name="JoinKey">The join key it holds.</param>
public sealed record ErasureColumn(string Table, string Column, string JoinKey);

/// <summary>An entity in a view of the online store.</summary>
/// <param name="View">The view's name in the store.</param>
/// <param name="Entities">Entities removed; several where they have further join keys.</param>
public sealed record ErasedView(string View, int Entities);

/// <summary>A training set with the entity in it.</summary>
/// <param name="DatasetVersion">Its version.</param>
/// <param name="Rows">Rows of the entity.</param>
/// <param name="IsDeleted">Whether its files were deleted; its record stays.</param>
public sealed record ErasedTrainingSet(string DatasetVersion, long Rows, bool IsDeleted);

/// <summary>The form of receipts on disk.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ErasureReceipt))]
[JsonSerializable(typeof(ErasureIntent))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
