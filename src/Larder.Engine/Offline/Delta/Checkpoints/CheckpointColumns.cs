using Larder.DuckDb;

namespace Larder.Offline.Delta;

/// <summary>The columns of a checkpoint: one struct per kind of action, of which each row has one.</summary>
internal static class CheckpointColumns
{
    private const string Map = "MAP(VARCHAR, VARCHAR)";

    /// <summary>Each action with its fields and their types; the first field is never null. Fields that are not in a file are passed over.</summary>
    private static readonly IReadOnlyList<(string Action, (string Name, string? Type)[] Fields)> All =
    [
        ("txn", [("appId", "VARCHAR"), ("version", "BIGINT"), ("lastUpdated", "BIGINT"), ("committedIn", "BIGINT"), ("userMetadata", "VARCHAR")]),
        ("add",
        [
            ("path", "VARCHAR"), ("partitionValues", Map), ("size", "BIGINT"), ("modificationTime", "BIGINT"), ("dataChange", "BOOLEAN"), ("stats", "VARCHAR"), ("tags", Map),
            ("deletionVector", null),
        ]),
        ("remove",
        [
            ("path", "VARCHAR"), ("deletionTimestamp", "BIGINT"), ("dataChange", "BOOLEAN"), ("extendedFileMetadata", "BOOLEAN"), ("partitionValues", Map), ("size", "BIGINT"),
            ("deletionVector", null),
        ]),
        ("metaData",
        [
            ("id", "VARCHAR"), ("name", "VARCHAR"), ("description", "VARCHAR"), ("format", $"STRUCT(provider VARCHAR, options {Map})"), ("schemaString", "VARCHAR"),
            ("partitionColumns", "VARCHAR[]"), ("configuration", Map), ("createdTime", "BIGINT"),
        ]),
        ("protocol", [("minReaderVersion", "INTEGER"), ("minWriterVersion", "INTEGER"), ("readerFeatures", "VARCHAR[]"), ("writerFeatures", "VARCHAR[]")]),
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

    private static string Case(string action, (string Name, string? Type)[] fields, DuckDbType? type)
    {
        var here = fields.Where(field => type?.Fields.Any(f => f.Name == field.Name) == true).Select(field => field.Name).ToArray();
        return here.Length == 0 || here[0] != fields[0].Name
            ? "WHEN false THEN NULL"
            : $"WHEN {Field(action, here[0])} IS NOT NULL THEN to_json({{'{action}': {{{string.Join(", ", here.Select(name => $"'{name}': {Field(action, name)}"))}}}}})";
    }

    private static string Field(string action, string name) => $"{Identifiers.Quote(action)}.{Identifiers.Quote(name)}";
}
