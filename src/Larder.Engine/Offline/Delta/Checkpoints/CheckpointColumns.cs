using Larder.DuckDb;

namespace Larder.Offline.Delta;

/// <summary>The columns of a checkpoint: one struct per kind of action, of which each row has one.</summary>
internal static class CheckpointColumns
{
    private const string Map = "MAP(VARCHAR, VARCHAR)";

    /// <summary>Each action with its fields and their types; the first field is never null. Fields that are not in a file are passed over.</summary>
    private static readonly IReadOnlyList<Columns> All =
    [
        new("txn", [new("appId", "VARCHAR"), new("version", "BIGINT"), new("lastUpdated", "BIGINT"), new("committedIn", "BIGINT"), new("userMetadata", "VARCHAR")]),
        new("add",
        [
            new("path", "VARCHAR"), new("partitionValues", Map), new("size", "BIGINT"), new("modificationTime", "BIGINT"), new("dataChange", "BOOLEAN"), new("stats", "VARCHAR"), new("tags", Map),
            new("deletionVector", null),
        ]),
        new("remove",
        [
            new("path", "VARCHAR"), new("deletionTimestamp", "BIGINT"), new("dataChange", "BOOLEAN"), new("extendedFileMetadata", "BOOLEAN"), new("partitionValues", Map), new("size", "BIGINT"),
            new("deletionVector", null),
        ]),
        new("metaData",
        [
            new("id", "VARCHAR"), new("name", "VARCHAR"), new("description", "VARCHAR"), new("format", $"STRUCT(provider VARCHAR, options {Map})"), new("schemaString", "VARCHAR"),
            new("partitionColumns", "VARCHAR[]"), new("configuration", Map), new("createdTime", "BIGINT"),
        ]),
        new("protocol", [new("minReaderVersion", "INTEGER"), new("minWriterVersion", "INTEGER"), new("readerFeatures", "VARCHAR[]"), new("writerFeatures", "VARCHAR[]")]),
    ];

    /// <summary>A query over a table with a line of JSON per row in its column, giving the columns of a checkpoint.</summary>
    public static string FromLines(string table, string column)
    {
        var types = All.Select(a => $"\"{a.Action}\":{{{string.Join(',', a.Fields.Where(f => f.Type is not null).Select(f => $"\"{f.Name}\":\"{f.Type}\""))}}}");
        return $"SELECT UNNEST(json_transform({column}, '{{{string.Join(',', types)}}}')) FROM {table}";
    }

    /// <summary>A query for the rows of a checkpoint as lines of JSON, from what its columns have; without those of which it has many.</summary>
    /// <param name="rows">The table function that reads the files.</param>
    /// <param name="columns">The columns they have.</param>
    public static string ToLines(string rows, IReadOnlyList<DuckDbColumn> columns)
    {
        var cases = All.Where(action => action.Action is not ("add" or "txn")).Select(action => Case(action.Action, action.Fields, columns.FirstOrDefault(column => column.Name == action.Action)?.Type));
        return $"SELECT line FROM (SELECT CAST(CASE {string.Join(' ', cases)} END AS VARCHAR) AS line FROM {rows}) WHERE line IS NOT NULL";
    }

    private static string Case(string action, IReadOnlyList<Field> fields, DuckDbType? type)
    {
        var here = fields.Where(field => type?.Fields.Any(f => f.Name == field.Name) == true).Select(field => field.Name).ToArray();
        return here.Length == 0 || here[0] != fields[0].Name
            ? "WHEN false THEN NULL"
            : $"WHEN {Of(action, here[0])} IS NOT NULL THEN to_json({{'{action}': {{{string.Join(", ", here.Select(name => $"'{name}': {Of(action, name)}"))}}}}})";
    }

    private static string Of(string action, string name) => $"{Identifiers.Quote(action)}.{Identifiers.Quote(name)}";

    private sealed record Columns(string Action, IReadOnlyList<Field> Fields);

    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its type; null for one that is read where it is there and never written.</param>
    private sealed record Field(string Name, string? Type);
}
