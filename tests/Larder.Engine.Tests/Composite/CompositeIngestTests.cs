using Larder.Errors;
using Larder.Reference;
using Larder.Support;
using Larder.Types;

namespace Larder.Composite;

/// <summary>Lists and maps on their way from Parquet into the offline tables.</summary>
public sealed class CompositeIngestTests : IDisposable
{
    private readonly World _world = new(VisitRepository.Catalog);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Generated_values_are_stored_as_they_came_but_for_the_one_form_of_zero_and_NaN()
    {
        var visits = new VisitCase(seed: 1, count: 5_000);

        var report = await _world.IngestAsync("visits", visits.Write(Path.Combine(_world.Folder, "visits.parquet")));

        (report.Counts.RowsStored, report.Counts.RowsQuarantined).ShouldBe((5_000, 0));
        var names = string.Join(", ", VisitCase.Columns.Select(c => $"\"{c.Name}\""));
        var stored = VisitCase.Read($"SELECT {names} FROM {_world.Table("visits")} ORDER BY _sequence", [.. VisitCase.Columns.Select(c => c.Type)]);
        stored.ShouldBe(visits.Visits.Select(row => row.Select(GeneratedValues.Ingested).ToArray()));
    }

    [Fact]
    public async Task The_table_s_schema_names_the_types_of_the_protocol_and_files_have_no_bounds_for_them()
    {
        await _world.IngestAsync("visits", new VisitCase(seed: 2, count: 10).Write(Path.Combine(_world.Folder, "visits.parquet")));

        var log = string.Concat(Directory.GetFiles(Path.Combine(_world.OfflinePath, "visits", "_delta_log"), "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllText));
        log.ShouldContain("""{\"name\":\"embedding\",\"type\":{\"type\":\"array\",\"elementType\":\"float\",\"containsNull\":false},\"nullable\":true,\"metadata\":{}}""");
        log.ShouldContain("""{\"name\":\"counts\",\"type\":{\"type\":\"map\",\"keyType\":\"string\",\"valueType\":\"long\",\"valueContainsNull\":false},\"nullable\":true,\"metadata\":{}}""");
        var bounds = log.Split('\n').Where(line => line.Contains("\"stats\"", StringComparison.Ordinal)).Select(line => line[line.IndexOf("minValues", StringComparison.Ordinal)..]).ToList();
        bounds.ShouldNotBeEmpty();
        bounds.ShouldAllBe(b => b.Contains("_event_time") && !b.Contains("embedding") && !b.Contains("counts"));
    }

    [Fact]
    public async Task Arrays_of_fixed_size_and_lists_of_other_numbers_are_converted()
    {
        var path = Path.Combine(_world.Folder, "visits.parquet");
        Sql.Execute($"COPY (SELECT 'u' AS user, TIMESTAMP '2024-03-01' AS at, 'uk' AS country, 1 AS points, [1.5, -2]::DOUBLE[2] AS embedding, [3]::INTEGER[] AS ids, "
            + $"[1]::FLOAT[1] AS weights, ['a'] AS tags, MAP {{'k': 7::INTEGER}} AS counts, MAP {{'k': 7::INTEGER}} AS shares) TO '{path}' (FORMAT parquet)");

        await _world.IngestAsync("visits", path);

        Sql.Single($"SELECT embedding, ids, weights, tags, counts::VARCHAR, shares::VARCHAR FROM {_world.Table("visits")}")
            .ShouldBe("[1.5#3fc00000, -2#c0000000] | [3] | [1#3ff0000000000000] | [a] | {k=7} | {k=7.0}");
    }

    [Fact]
    public async Task Nulls_in_lists_and_keys_given_twice_are_quarantined_by_name()
    {
        var path = Path.Combine(_world.Folder, "visits.parquet");
        string[] rows =
        [
            "['a'], [1.0], MAP {'k': 1}", "['a', NULL], [1.0], MAP {'k': 1}", "['a'], [NULL], MAP {'k': 1}", "['a'], [1.0], MAP {'k': NULL}", "[NULL], [NULL], MAP {'k': 1}",
            "NULL, NULL, NULL",
        ];
        var select = rows.Select((row, i) => $"SELECT {i} AS n, * FROM (VALUES ({row})) v(tags, embedding, counts)");
        Sql.Execute($"COPY (SELECT 'u' AS user, TIMESTAMP '2024-03-01' + to_hours(n) AS at, 'uk' AS country, n AS points, embedding::FLOAT[] AS embedding, NULL::BIGINT[] AS ids, "
            + $"NULL::DOUBLE[] AS weights, tags::VARCHAR[] AS tags, counts::MAP(VARCHAR, BIGINT) AS counts, NULL::MAP(VARCHAR, DOUBLE) AS shares FROM ({string.Join(" UNION ALL ", select)}) ORDER BY n) TO '{path}' (FORMAT parquet)");

        var report = await _world.IngestAsync("visits", path);

        (report.Counts.RowsStored, report.Counts.RowsQuarantined).ShouldBe((2, 4));
        report.Counts.BrokenRules.Select(r => $"{r.Rule} {r.Rows}").ShouldBe(["embedding_well_formed 2", "tags_well_formed 2", "counts_well_formed 1"]);
        Sql.Lines($"SELECT points, _rules, tags, embedding FROM {_world.Table("visits__quarantine")} ORDER BY points").ShouldBe(
            ["1 | tags_well_formed | null | [1#3f800000]", "2 | embedding_well_formed | [a] | null", "3 | counts_well_formed | [a] | [1#3f800000]", "4 | embedding_well_formed, tags_well_formed | null | null"]);
    }

    [Fact]
    public async Task Rules_see_lists_and_equal_rows_are_told_by_every_element()
    {
        var visits = new VisitCase(seed: 5, count: 200);
        FeatureValue[][] rows = [.. visits.Visits.Select(v => v.ToArray())];
        foreach (var row in rows)
        {
            row[4] = FeatureValue.From([1f]);
            row[7] = FeatureValue.From(Enumerable.Repeat("t", row[7].As<string[]>()?.Length ?? 0).ToArray());
        }

        FeatureValue[] other = [.. rows[0]];
        other[4] = FeatureValue.From([1f, 0f]);
        var path = Path.Combine(_world.Folder, "visits.parquet");
        VisitCase.Write(path, VisitCase.Columns, [.. rows, rows[0], other]);

        var report = await _world.IngestAsync("strict", path);

        var long5 = rows.Append(rows[0]).Append(other).Count(r => r[7].As<string[]>()!.Length >= 5);
        report.Counts.BrokenRules.Select(r => $"{r.Rule} {r.Rows}").ShouldBe([$"few_tags {long5}", "no_duplicates 1"]);
    }

    [Fact]
    public async Task A_column_of_another_shape_is_refused()
    {
        var path = Path.Combine(_world.Folder, "visits.parquet");
        Sql.Execute($"COPY (SELECT 'u' AS user, TIMESTAMP '2024-03-01' AS at, 'uk' AS country, 1 AS points, 1.5 AS embedding, [1] AS ids, [1.0] AS weights, ['a'] AS tags, "
            + $"MAP {{'k': 1}} AS counts, MAP {{'k': 1.0}} AS shares) TO '{path}' (FORMAT parquet)");

        var refused = await Should.ThrowAsync<LarderException>(() => _world.IngestAsync("visits", path));

        refused.Kind.ShouldBe(ErrorKind.InvalidInput);
        refused.Message.ShouldStartWith($"The input {path} cannot be read:");
    }
}
