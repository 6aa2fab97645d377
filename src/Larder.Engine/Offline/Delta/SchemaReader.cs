using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>The schema out of a commit's metadata, checked against the partition columns.</summary>
internal static class SchemaReader
{
    public static DeltaSchema Read(string table, LogMetadata metadata)
    {
        DeltaSchema schema;
        try
        {
            schema = DeltaSchema.Parse(metadata.SchemaString ?? "");
        }
        catch (InvalidInputException e)
        {
            throw DeltaErrors.Damaged(table, metadata.Version, metadata.Line, "has an action 'metaData' without a valid 'schemaString'", e);
        }

        var unknown = metadata.PartitionColumns.FirstOrDefault(column => schema.Find(column) is null);
        return unknown is null
            ? schema
            : throw DeltaErrors.Damaged(table, metadata.Version, metadata.Line, $"has an action 'metaData' whose partition column '{unknown}' is not in the schema");
    }
}
