using System.Text.Json;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>A data file that belongs to a version of a table.</summary>
/// <param name="Path">Where the file is, relative to the table's folder, as on disk (not URL-encoded), with <c>/</c> between folders.</param>
/// <param name="PartitionValues">The value of each partition column, in the protocol's text form; null where the value is null.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Rows">Rows in the file; null when its writer did not say.</param>
/// <param name="Stats">The file's statistics as JSON in UTF-8, as its writer gave them; empty when there are none. Kept as bytes: most are never looked at.</param>
/// <param name="ModificationTime">When the file was added, in milliseconds.</param>
/// <param name="AddedIn">The version that added the file; where only another writer's checkpoint is left of it, that checkpoint's version.</param>
internal sealed record DeltaFile(
    string Path,
    IReadOnlyDictionary<string, string?> PartitionValues,
    long Size,
    long? Rows,
    ReadOnlyMemory<byte> Stats,
    Instant ModificationTime,
    long AddedIn)
{
    /// <summary>Whatever else its writer said about it, by name; default nothing.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; init; } = FileTags.None;

    /// <summary>The same file to be added to another table with these columns: with its tags and what its statistics say.</summary>
    public DeltaNewFile Again(DeltaSchema schema)
    {
        using var stats = ParseStats();
        var columns = schema.Fields.Where(field => !PartitionValues.ContainsKey(field.Name) && field.Type != DeltaType.Date)
            .Select(field => (field.Name, field.Type, Bounds: ColumnBounds.Read(stats.RootElement, field.Name, field.Type)))
            .Where(column => !column.Bounds.Min.IsNull && !column.Bounds.Max.IsNull)
            .Select(column => new DeltaColumnStats(column.Name, InForm(column.Bounds.Min, column.Type), InForm(column.Bounds.Max, column.Type), NullCount: null));
        return new DeltaNewFile(Path, Rows ?? 0)
        {
            PartitionValues = PartitionValues,
            Columns = [.. columns],
            Tags = Tags.Where(tag => tag.Value is not null).ToDictionary(tag => tag.Key, tag => tag.Value!, StringComparer.Ordinal),
        };
    }

    /// <summary>The greatest value of an integer column by the statistics; null when they do not say.</summary>
    public long? MaxOf(string column) => BoundsOf(column, DeltaType.Long).Max is { IsNull: false } max ? max.Bits : null;

    /// <summary>What the statistics say of a column.</summary>
    public ColumnBounds BoundsOf(string column, DeltaType type)
    {
        using var stats = ParseStats();
        return stats.RootElement.ValueKind == JsonValueKind.Object ? ColumnBounds.Read(stats.RootElement, column, type) : ColumnBounds.Unknown;
    }

    /// <summary>Bounds are read in the wider of two types.</summary>
    private static FeatureValue InForm(FeatureValue bound, DeltaType type) =>
        type == DeltaType.Integer ? FeatureValue.From((int)bound.Bits) : type == DeltaType.Float ? FeatureValue.From((float)bound.AsFloat64()) : bound;

    private JsonDocument ParseStats() => JsonDocument.Parse(Stats.IsEmpty ? "{}"u8.ToArray() : Stats);
}
