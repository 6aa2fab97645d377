using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>The schema out of a commit's metadata, checked against the partition columns.</summary>
internal static class SchemaReader
{
    public static DeltaSchema Read(LogMetadata metadata)
    {
        DeltaSchema schema;
        try
        {
            schema = DeltaSchema.Parse(metadata.SchemaString ?? "");
        }
        catch (InvalidInputException e)
        {
            throw metadata.Place.Damaged(metadata.Line, "has an action 'metaData' without a valid 'schemaString'", e);
        }

        var unknown = metadata.PartitionColumns.FirstOrDefault(column => schema.Find(column) is null);
        return unknown is null
            ? schema
            : throw metadata.Place.Damaged(metadata.Line, $"has an action 'metaData' whose partition column '{unknown}' is not in the schema");
    }
}
