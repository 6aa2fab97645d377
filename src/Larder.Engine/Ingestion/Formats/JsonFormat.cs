using System.IO.Compression;
using Larder.DuckDb;
using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>JSON, an object for each row: one a line, or in an array. Plain or gzip. Keys that no property names are passed over, missing ones are null.</summary>
internal sealed class JsonFormat : FileFormat
{
    public override string Name => "JSON";

    public override IReadOnlyList<string> Suffixes { get; } = [".json", ".json.gz", ".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz"];

    public override TextScan Scan(string path) => new JsonScan(path);

    public override RowQuery Query(DuckDbConnection connection, SourceDefinition source, InputFile file, Func<string> copyPath, CancellationToken cancellationToken)
    {
        var readable = file.NeedsCopy ? copyPath() : file.Path;
        if (file.NeedsCopy)
        {
            Copy(file.Path, readable, ((JsonScan)file.Scan!).HasMark);
        }

        var from = $"{Identifiers.Literal(readable)}, format = '{(((JsonScan)file.Scan!).IsArray ? "array" : "newline_delimited")}'";
        var keys = KeysOf(connection, file, from, cancellationToken);
        var match = CsvHeader.Match(source.Schema, keys, out _);
        var columns = string.Join(", ", match.Where(m => m >= 0).Distinct().Select(m => $"{Identifiers.Literal(keys[m])}: 'VARCHAR'").DefaultIfEmpty("'_': 'VARCHAR'"));
        var select = string.Join(", ", source.Schema.Columns.Select((c, i) =>
            file.ConstantOf(c.SourceName)?.ToSql() ?? (match[i] < 0 ? "NULL::VARCHAR" : Identifiers.Quote(keys[match[i]]))));
        return new($"SELECT {select} FROM read_json({from}, records = true, columns = {{{columns}}})", IsText: true, new bool[source.Schema.Columns.Count]);
    }

    /// <summary>The engine counts lines differently from one error to the next, so the place is looked for again.</summary>
    public override LarderException Unreadable(InputFile file, DuckDbException failed, CancellationToken cancellationToken) =>
        failed.Kind is not DuckDbErrorKind.Interrupt && JsonFault.Find(file.Path, cancellationToken) is { } fault
            ? new InvalidInputException($"{file.Name}, {fault}. Nothing was stored; correct the file and ingest again.", failed)
            : base.Unreadable(file, failed, cancellationToken);

    /// <summary>The keys of all objects, in order of their names.</summary>
    private string[] KeysOf(DuckDbConnection connection, InputFile file, string from, CancellationToken cancellationToken)
    {
        try
        {
            var keys = new List<string>();
            using var result = connection.Query($"SELECT DISTINCT key FROM (SELECT unnest(json_keys(json)) AS key FROM read_json_objects({from})) ORDER BY key", cancellationToken);
            while (result.Read(cancellationToken) is { } chunk)
            {
                keys.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => chunk[0].GetString(row)));
            }

            return [.. keys];
        }
        catch (DuckDbException failed)
        {
            throw Unreadable(file, failed, cancellationToken);
        }
    }

    private static void Copy(string path, string copy, bool hasMark)
    {
        using var file = File.OpenRead(path);
        using Stream from = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var to = File.Create(copy);
        if (hasMark)
        {
            from.ReadExactly(stackalloc byte[JsonScan.Mark.Length]);
        }

        from.CopyTo(to);
    }
}
