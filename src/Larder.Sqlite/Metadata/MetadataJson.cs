using System.Text.Json.Serialization;

namespace Larder.Sqlite;

/// <summary>Columns that hold lists.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class MetadataJson : JsonSerializerContext;
