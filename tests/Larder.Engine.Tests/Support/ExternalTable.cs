using System.Globalization;
using System.Text.Json;

namespace Larder.Support;

/// <summary>A Delta table as other programs write it: Parquet files by the engine, commits by hand.</summary>
internal sealed class ExternalTable
{
    private const string Columns = """[{"name":"id","type":"string","nullable":true,"metadata":{}},{"name":"at","type":"timestamp","nullable":true,"metadata":{}},{"name":"country","type":"string","nullable":true,"metadata":{}},{"name":"year","type":"integer","nullable":true,"metadata":{}}]""";

    public ExternalTable(string folder, string id = "7c2f")
    {
        Folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "_delta_log"));
        Commit("""{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}""", Metadata(id));
    }

    public string Folder { get; }

    public int Version { get; private set; } = -1;

    public static string Metadata(string id, string columns = Columns)
    {
        var schema = JsonSerializer.Serialize($$"""{"type":"struct","fields":{{columns}} }""");
        return $$"""{"metaData":{"id":"{{id}}","format":{"provider":"parquet","options":{} },"schemaString":{{schema}},"partitionColumns":["year"],"configuration":{} } }""";
    }

    /// <summary>Writes the next version.</summary>
    public void Commit(params IEnumerable<string> actions) =>
        File.WriteAllLines(Path.Combine(Folder, "_delta_log", string.Create(CultureInfo.InvariantCulture, $"{++Version:D20}.json")), actions);

    /// <summary>Writes a data file of a year with a row for each day, and gives the action that adds it.</summary>
    public string Write(string name, int? year, params IReadOnlyList<string> days) => Write(name, year, dataChange: true, hasStats: true, days);

    public string Write(string name, int? year, bool dataChange, bool hasStats, params IReadOnlyList<string> days)
    {
        var rows = string.Join(", ", days.Select((day, i) => $"('{name}{i}', TIMESTAMPTZ '{day} 00:00:00+00', 'de')"));
        Sql.Execute($"COPY (SELECT * FROM (VALUES {rows}) t(id, \"at\", country)) TO '{Folder}/{name}.parquet'");
        var (first, last) = (days.Min(StringComparer.Ordinal), days.Max(StringComparer.Ordinal));
        var stats = JsonSerializer.Serialize($$"""{"numRecords":{{days.Count}},"minValues":{"at":"{{first}}T00:00:00.000Z"},"maxValues":{"at":"{{last}}T00:00:00.000Z"},"nullCount":{"at":0} }""");
        var partition = year is null ? "null" : string.Create(CultureInfo.InvariantCulture, $"\"{year}\"");
        return $$"""{"add":{"path":"{{name}}.parquet","partitionValues":{"year":{{partition}} },"size":1,"modificationTime":1,"dataChange":{{Truth(dataChange)}}{{(hasStats ? $",\"stats\":{stats}" : "")}} } }""";
    }

    public static string Remove(string name, bool dataChange) => $$"""{"remove":{"path":"{{name}}.parquet","deletionTimestamp":1,"dataChange":{{Truth(dataChange)}} } }""";

    private static string Truth(bool value) => value ? "true" : "false";
}
