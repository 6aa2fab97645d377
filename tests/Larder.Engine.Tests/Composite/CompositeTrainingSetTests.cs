using Larder.Errors;
using Larder.Offline.TrainingSets;
using Larder.Reference;
using Larder.Support;
using Larder.Types;

namespace Larder.Composite;

/// <summary>Lists and maps in training sets.</summary>
public sealed class CompositeTrainingSetTests : IDisposable
{
    private static readonly (string Name, ColumnType Type)[] SpineColumns = [("user_id", ColumnType.String), ("event_timestamp", ColumnType.Timestamp)];

    private static readonly (string Name, ColumnType Type)[] RequestColumns =
        [.. SpineColumns, ("asked", ColumnType.Float32List), ("words", ColumnType.StringList), ("prices", ColumnType.Float64Map)];

    private readonly World _world = new(VisitRepository.Catalog);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Row_views_give_the_lists_of_the_newest_row_and_rebuilds_the_same_bytes()
    {
        var visits = await IngestAsync(new VisitCase(seed: 11, count: 3_000));
        var random = new Random(3);
        FeatureValue[][] spine = [.. Enumerable.Range(0, 4_000).Select(_ => new[] { FeatureValue.From($"u{random.Next(10)}"), FeatureValue.From(visits.Newest - TimeSpan.FromMinutes(random.Next(90_000))) })];

        var set = await BuildAsync("of_user", SpineColumns, spine);
        var again = await new TrainingSetBuilder(_world.With(threads: 3)).BuildAsync(
            _world.Catalog.Service("of_user"), Path.Combine(_world.Folder, "spine.parquet"), new TrainingSetOptions { Rebuild = true }, TestContext.Current.CancellationToken);

        string[] names = ["embedding", "ids", "weights", "tags", "counts", "shares"];
        var read = VisitCase.Read($"SELECT user_id, event_timestamp, {string.Join(", ", names.Select(n => $"last__{n}"))}, last__doubled FROM '{set.Path}'",
            [ColumnType.String, ColumnType.Timestamp, .. GeneratedValues.Composites, ColumnType.Float32List]);
        read.Count.ShouldBe(spine.Length);
        for (var row = 0; row < spine.Length; row++)
        {
            var newest = visits.Visits.LastOrDefault(v => v[0] == spine[row][0] && v[1].Bits <= spine[row][1].Bits);
            var values = newest?[4..].Select(GeneratedValues.Ingested).ToArray() ?? new FeatureValue[6];
            read[row].ShouldBe([.. spine[row], .. values, FeatureValue.From(Vectors.Times(values[0].As<float[]>(), 2))]);
        }

        again.Record.ContentHash.ShouldBe(set.Record.ContentHash);
        File.ReadAllBytes(again.Path).ShouldBe(File.ReadAllBytes(set.Path));
    }

    [Fact]
    public async Task Request_columns_may_be_lists_and_keep_all_bits()
    {
        var visits = await IngestAsync(new VisitCase(seed: 12, count: 300));
        var random = new Random(5);
        FeatureValue[][] spine =
        [
            .. Enumerable.Range(0, 2_500).Select(_ => new[]
            {
                FeatureValue.From($"u{random.Next(10)}"), FeatureValue.From(visits.Newest), FeatureValue.From(new[] { random.NextSingle(), -0f }),
                GeneratedValues.Of(ColumnType.StringList, random), GeneratedValues.Of(ColumnType.Float64Map, random),
            }),
        ];

        var set = await BuildAsync("of_query", RequestColumns, spine);

        var read = VisitCase.Read(
            $"SELECT asked, words, prices, asked__shifted, asked__words, asked__prices, asked__dot FROM '{set.Path}'",
            [ColumnType.Float32List, ColumnType.StringList, ColumnType.Float64Map, ColumnType.Float32List, ColumnType.StringList, ColumnType.Float64Map, ColumnType.Float64]);
        for (var row = 0; row < spine.Length; row++)
        {
            var last = visits.Visits.Last(v => v[1].Bits <= visits.Newest.Microseconds && (v[0] == spine[row][0] || v == visits.Visits[0]));
            var embedding = last[0] == spine[row][0] ? GeneratedValues.Ingested(last[4]).As<float[]>() : null;
            read[row].ShouldBe([
                .. spine[row][2..], FeatureValue.From(Vectors.Times(spine[row][2].As<float[]>(), 0.5f)), .. spine[row][3..],
                FeatureValue.From(Vectors.Dot(spine[row][2].As<float[]>(), embedding))]);
        }
    }

    [Fact]
    public async Task Maps_to_texts_and_lists_reach_the_file_as_the_naive_twin_says()
    {
        var visits = await IngestAsync(new VisitCase(seed: 17, count: 3_000));
        var random = new Random(9);
        FeatureValue[][] spine = [.. Enumerable.Range(0, 3_000).Select(_ => new[] { FeatureValue.From($"u{random.Next(10)}"), FeatureValue.From(visits.Newest - TimeSpan.FromMinutes(random.Next(90_000))) })];

        var set = await BuildAsync("of_user", SpineColumns, spine);

        var read = VisitCase.Read(
            $"SELECT stats__last_points_by_country, stats__first_user_by_country, stats__top_countries_by_sign, stats__quartiles_by_country FROM '{set.Path}'",
            [ColumnType.Int64ListMap, ColumnType.StringMap, ColumnType.StringListMap, ColumnType.Float64ListMap]);
        var lists = 0;
        for (var row = 0; row < spine.Length; row++)
        {
            var at = spine[row][1].Bits;
            var seen = visits.Visits.Where(v => v[0] == spine[row][0] && v[1].Bits < at && v[1].Bits >= at - (2 * 86_400_000_000L) && !v[2].IsNull).ToArray();
            var byCountry = seen.GroupBy(v => v[2].AsString()!).ToArray();
            read[row][0].ShouldBe(byCountry.Length == 0 ? FeatureValue.Null : FeatureValue.From(Map(byCountry, g => g.Select(v => v[3].AsInt64()).TakeLast(2).ToArray())));
            read[row][1].ShouldBe(byCountry.Length == 0 ? FeatureValue.Null : FeatureValue.From(Map(byCountry, _ => spine[row][0].AsString()!)));
            var bySign = seen.GroupBy(v => v[3].AsInt64() > 0 ? "plus" : "minus").ToArray();
            read[row][2].ShouldBe(bySign.Length == 0 ? FeatureValue.Null : FeatureValue.From(Map(bySign, g =>
                g.GroupBy(v => v[2].AsString()!).OrderByDescending(c => c.Count()).ThenBy(c => c.Key, StringComparer.Ordinal).Take(2).Select(c => c.Key).ToArray())));
            (read[row][3].As<FeatureMap<double[]>>()?.Keys ?? []).ShouldBe(byCountry.Select(g => g.Key).Order(StringComparer.Ordinal));
            lists += byCountry.Length;
        }

        lists.ShouldBeGreaterThan(500);

        static FeatureMap<T> Map<T>(IEnumerable<IGrouping<string, FeatureValue[]>> groups, Func<IGrouping<string, FeatureValue[]>, T> value)
            where T : notnull => new(groups.Select(g => KeyValuePair.Create(g.Key, value(g))));
    }

    [Fact]
    public async Task A_spine_of_events_makes_lists_of_request_columns()
    {
        var visits = await IngestAsync(new VisitCase(seed: 16, count: 2_300));

        var set = await new TrainingSetBuilder(_world.Workspace).BuildAsync(
            _world.Catalog.Service("of_query"), _world.Catalog.Spine("each_visit"), cancellationToken: TestContext.Current.CancellationToken);

        var read = VisitCase.Read($"SELECT asked, words, prices, asked__words FROM '{set.Path}'", [ColumnType.Float32List, ColumnType.StringList, ColumnType.Float64Map, ColumnType.StringList]);
        read.ShouldBe(visits.Visits.Select(v => v.Select(GeneratedValues.Ingested).ToArray()).Select(v =>
            new[] { v[4].IsNull ? FeatureValue.From(Array.Empty<float>()) : v[4], v[7], v[9], v[7] }));
    }

    [Fact]
    public async Task Spines_that_look_alike_as_text_are_told_apart()
    {
        var visits = await IngestAsync(new VisitCase(seed: 13, count: 30));
        FeatureValue Bits(long bits) => FeatureValue.From(new FeatureMap<double>([KeyValuePair.Create("k", BitConverter.Int64BitsToDouble(bits))]));
        (FeatureValue Words, FeatureValue Prices)[] alike =
        [
            (FeatureValue.From(["a, b"]), FeatureValue.Null), (FeatureValue.From(["a", "b"]), FeatureValue.Null), (FeatureValue.From(["'a', 'b'"]), FeatureValue.Null),
            (FeatureValue.From(["NULL"]), FeatureValue.Null), (FeatureValue.From(Array.Empty<string>()), FeatureValue.Null), (FeatureValue.Null, FeatureValue.Null),
            (FeatureValue.Null, Bits(0x7FF8000000000000)), (FeatureValue.Null, Bits(0x7FF8000000000001)), (FeatureValue.Null, Bits(0)), (FeatureValue.Null, Bits(long.MinValue)),
        ];
        var versions = new List<string>();
        foreach (var (words, prices) in alike)
        {
            var set = await BuildAsync("of_query", RequestColumns, [[FeatureValue.From("u1"), FeatureValue.From(visits.Newest), FeatureValue.From([1f]), words, prices]]);
            versions.Add(set.Record.SpineHash);
        }

        versions.ShouldBeUnique();
    }

    [Fact]
    public async Task A_null_in_a_spine_s_list_is_named()
    {
        await IngestAsync(new VisitCase(seed: 14, count: 30));
        var path = Path.Combine(_world.Folder, "spine.parquet");
        Sql.Execute($"COPY (SELECT 'u1' AS user_id, TIMESTAMP '2024-03-02' AS event_timestamp, [1.0, NULL] AS asked, ['a'] AS words, MAP {{'k': 1.0}} AS prices) TO '{path}' (FORMAT parquet)");

        var refused = await Should.ThrowAsync<InvalidInputException>(() => new TrainingSetBuilder(_world.Workspace).BuildAsync(
            _world.Catalog.Service("of_query"), path, cancellationToken: TestContext.Current.CancellationToken));

        refused.Message.ShouldBe("Row 1 of the spine, column asked: A value of type float32[] holds a null, or a key twice; leave such elements out.");
    }

    [Fact]
    public async Task Invalid_sums_are_null_in_the_file_and_counted_with_what_is_made_of_them()
    {
        var visits = await IngestAsync(new VisitCase(seed: 15, count: 400, large: true));
        FeatureValue[][] spine = [.. visits.Visits.Select(v => new[] { v[0], FeatureValue.From(new Instant(v[1].Bits + 1)) })];

        var set = await BuildAsync("of_user", SpineColumns, spine);

        string[] names = ["stats:point_sum", "stats:doubled", "stats:points_by_country", "next:points_and_one"];
        var counts = set.Invalid.ToDictionary(i => i.Feature, i => i.Rows);
        counts.Keys.ShouldBe(names, ignoreOrder: true);
        counts["stats:point_sum"].ShouldBeInRange(1, 399);
        foreach (var feature in names)
        {
            var column = feature.Replace(":", "__", StringComparison.Ordinal);
            var known = feature == "stats:points_by_country" ? " AND stats__country_counts IS NOT NULL" : string.Empty;
            Sql.Single($"SELECT count(*) FROM '{set.Path}' WHERE {column} IS NULL{known}").ShouldBe(counts[feature].ToString(System.Globalization.CultureInfo.InvariantCulture), feature);
        }
    }

    private async Task<VisitCase> IngestAsync(VisitCase visits)
    {
        await _world.IngestAsync("visits", visits.Write(Path.Combine(_world.Folder, "visits.parquet")));
        return visits;
    }

    private Task<TrainingSet> BuildAsync(string service, IReadOnlyList<(string Name, ColumnType Type)> columns, IReadOnlyList<FeatureValue[]> rows)
    {
        var path = Path.Combine(_world.Folder, "spine.parquet");
        VisitCase.Write(path, columns, rows);
        return new TrainingSetBuilder(_world.Workspace).BuildAsync(_world.Catalog.Service(service), path, cancellationToken: TestContext.Current.CancellationToken);
    }
}
