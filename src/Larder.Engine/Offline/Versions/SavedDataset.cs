using System.Text.Json.Serialization;
using Larder.Storage;
using Larder.Types;

namespace Larder.Offline.Versions;

/// <summary>A version of a table under a name of its own, which keeps its files from being vacuumed.</summary>
/// <param name="Name">The name.</param>
/// <param name="Table">The table's version.</param>
/// <param name="ContentHash">The version's content hash when it was saved.</param>
/// <param name="Rows">Its rows; null where the writer of a file did not say.</param>
/// <param name="SavedAt">When it was saved.</param>
public sealed record SavedDataset(string Name, TableVersion Table, string ContentHash, long? Rows, Instant SavedAt);

/// <summary>A saved dataset on disk. Members are only ever added.</summary>
/// <param name="Format">1.</param>
/// <param name="Name">The name.</param>
/// <param name="Table"><c>order_lines@3</c>.</param>
/// <param name="ContentHash">SHA-256, lower-case hex.</param>
/// <param name="Rows">Rows, or null.</param>
/// <param name="SavedAt">RFC 3339.</param>
internal sealed record SavedForm(int Format, string Name, string Table, string ContentHash, long? Rows, string SavedAt);

/// <summary>The form of saved datasets on disk.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(SavedForm))]
internal sealed partial class SavedJson : JsonSerializerContext;
