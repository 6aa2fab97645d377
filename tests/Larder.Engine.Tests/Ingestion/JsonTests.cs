using System.IO.Compression;
using System.Text;
using Larder.Catalog;
using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

public sealed record Reading(string Sensor, DateTime At, long? Serial, int? Count, double? Value, float? Ratio, bool? Ok, string? Note, double[]? Levels, FeatureMap<long>? Votes);

public sealed class ReadingRepository : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new ReadingRepository().Build();

    public EventSource<Reading> Readings { get; } = Source.Json<Reading>("readings.json", eventTime: r => r.At);

    public EventSource<Reading> London { get; } = Source.Json<Reading>("readings.json", eventTime: r => r.At).WithTimeZone("Europe/London");
}

/// <summary>JSON files: an object a line, or an array.</summary>
public sealed class JsonTests : IDisposable
{
    private const string Rows = """
        {"sensor":"a","at":"2024-01-01T00:00:00Z","serial":9223372036854775807,"count":-3,"value":0.30000000000000004,"ratio":1.5,"O_K":true,"note":"","levels":[1,2.5],"votes":{"x":9007199254740993}}
        {"at":"2024-01-02T01:00:00+01:00","sensor":"ünï 💥","unknown":{"deep":[1]},"serial":null,"value":1e300,"O_K":false,"note":"two\nlines"}

        {"sensor":"c","at":"2024-01-03 00:00:00.123456","serial":"12","value":"NaN","note":5}
        """;

    private readonly World _world = new(ReadingRepository.Catalog);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("lines")]
    [InlineData("array")]
    [InlineData("pretty")]
    [InlineData("crlf")]
    [InlineData("mark")]
    [InlineData("gzip")]
    [InlineData("members")]
    public async Task Rows_are_read_in_every_form(string form)
    {
        var report = await _world.IngestAsync("readings", Write(form));

        (report.Counts.RowsRead, report.Counts.RowsStored).ShouldBe((3, 3));
        Sql.Lines($"SELECT sensor, \"at\"::VARCHAR AS t, serial, count, value, ratio, ok, note, levels::VARCHAR AS levels, votes::VARCHAR AS votes FROM {_world.Table("readings")} ORDER BY _sequence").ShouldBe(
        [
            "a | 2024-01-01 00:00:00 | 9223372036854775807 | -3 | 0.30000000000000004#3fd3333333333334 | 1.5#3fc00000 | True |  | [1.0, 2.5] | {x=9007199254740993}",
            "ünï 💥 | 2024-01-02 00:00:00 | null | null | 1E+300#7e37e43c8800759c | null | False | two\nlines | null | null",
            "c | 2024-01-03 00:00:00.123456 | 12 | null | NaN#fff8000000000000 | null | null | 5 | null | null",
        ]);
    }

    [Fact]
    public async Task A_key_that_a_row_needs_is_null_where_it_is_missing()
    {
        var report = await _world.IngestAsync("readings", _world.Write("a.json", "{\"at\":\"2024-01-01\"}\n{\"sensor\":\"a\",\"at\":\"2024-01-01\"}\n{\"sensor\":\"a\",\"at\":\"2024-01-01\",\"levels\":[1,null],\"votes\":{\"x\":1,\"x\":2}}\n"));

        (report.Counts.RowsStored, report.Counts.RowsQuarantined).ShouldBe((1, 2));
        report.Counts.BrokenRules.ShouldBe([new("sensor_not_null", 1), new("levels_well_formed", 1), new("votes_well_formed", 1)]);
    }

    [Fact]
    public async Task Times_without_an_offset_are_local()
    {
        await _world.IngestAsync("london", _world.Write("a.json", "{\"sensor\":\"a\",\"at\":\"2024-07-01T12:00:00\"}\n{\"sensor\":\"b\",\"at\":\"2024-07-01T12:00:00Z\"}\n"));

        Sql.Lines($"SELECT sensor, \"at\"::VARCHAR AS t FROM {_world.Table("london")} ORDER BY _sequence").ShouldBe(["a | 2024-07-01 11:00:00", "b | 2024-07-01 12:00:00"]);
    }

    [Theory]
    [InlineData("{\"at\":\"2024-01-01\"}\n{\"at\":\n{\"at\":2}\n", "{path}, line 2: not valid JSON at byte 7. Nothing was stored; correct the file and ingest again.")]
    [InlineData("{\"at\":\"2024-01-01\"}\n{\"at\":\"2024", "{path}, line 2: not valid JSON at byte 12. Nothing was stored; correct the file and ingest again.")]
    [InlineData("{\"at\":\"2024-01-01\"}\n[1]\n", "{path}, line 2: a row is an object such as {\"id\": 1}, and this is none. Nothing was stored; correct the file and ingest again.")]
    [InlineData("{\"at\":\"2024-01-01\"}\n\n{\"at\":\"2024-01-01\",\"note\":1,\"note\":2}\n", "{path}, line 3: the key 'note' comes twice. Nothing was stored; correct the file and ingest again.")]
    [InlineData("hello\n", "{path}, line 1: not valid JSON at byte 1. Nothing was stored; correct the file and ingest again.")]
    [InlineData("[{\"at\":\"2024-01-01\"},\n5]", "{path}, row 2: a row is an object such as {\"id\": 1}, and this is none. Nothing was stored; correct the file and ingest again.")]
    [InlineData("[{\"at\":\"2024-01-01\"}\n{}]", "{path}, line 2: not valid JSON at byte 1. Nothing was stored; correct the file and ingest again.")]
    [InlineData("[{\"at\":\"2024-01-01\"},\n", "The input {path} is cut off: its JSON array has no end. Nothing was stored; fetch it again.")]
    [InlineData("{\"at\":\"2024-01-01\",\"sensor\":\"a\"}\n{\"at\":\"yesterday\"}\n", "{path}, row 2, column At: 'yesterday' cannot be read, expected a date and time such as 2011-12-09T12:50:00. Nothing was stored; correct the file and ingest again.")]
    [InlineData("{\"sensor\":\"a\"}\n", "{path}, row 1, column At: '' cannot be read, an event time cannot be missing. Nothing was stored; correct the file and ingest again.")]
    [InlineData("{\"at\":\"2024-01-01\",\"serial\":9223372036854775808}\n", "{path}, row 1, column Serial: '9223372036854775808' cannot be read, expected a whole number of 64 bits. Nothing was stored; correct the file and ingest again.")]
    [InlineData("{\"at\":\"2024-01-01\",\"votes\":{\"x\":1.5}}\n", "{path}, row 1, column Votes: '{\"x\":1.5}' cannot be read, expected a JSON object of whole numbers of 64 bits. Nothing was stored; correct the file and ingest again.")]
    [InlineData("{\"at\":\"2024-01-01\",\"levels\":\"x\"}\n", "{path}, row 1, column Levels: 'x' cannot be read, expected a JSON list of numbers. Nothing was stored; correct the file and ingest again.")]
    [InlineData("{\"at\":\"2024-01-01\",\"A_T\":1}\n", "The input has several columns for At: A_T, at. Nothing was stored; keep one of them, case and underscores do not count.")]
    public async Task Contents_that_cannot_be_read_are_refused(string content, string expected)
    {
        var path = _world.Write("a.json", content);

        (await Should.ThrowAsync<InvalidInputException>(() => _world.IngestAsync("readings", path))).Message.ShouldBe(expected.Replace("{path}", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_file_has_no_rows()
    {
        var path = _world.Write("a.json", "");

        (await Should.ThrowAsync<LarderException>(() => _world.IngestAsync("readings", path))).Message.ShouldBe(
            $"The suite of source readings stopped the run on {path}: 0 rows, allowed at least 1. Nothing was stored; correct the input, or the suite if the input is right.");
    }

    private string Write(string form)
    {
        var lines = Rows.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var bytes = Encoding.UTF8.GetBytes(form switch
        {
            "array" => $"[{string.Join(",", lines)}]",
            "pretty" => $"\n[\n  {string.Join(",\n  ", lines.Select(l => l.Replace(",\"", ",\n    \"", StringComparison.Ordinal)))}\n]\n",
            "crlf" => Rows.Replace("\n", "\r\n", StringComparison.Ordinal),
            "mark" => "\uFEFF" + Rows,
            _ => Rows,
        });
        return form switch
        {
            "gzip" => _world.Write("a.json.gz", Zip(bytes)),
            "members" => _world.Write("a.ndjson.gz", [.. Zip(Encoding.UTF8.GetBytes(lines[0] + "\n")), .. Zip(Encoding.UTF8.GetBytes(lines[1] + "\n" + lines[2]))]),
            _ => _world.Write("a.json", bytes),
        };
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return buffer.ToArray();
    }
}
