using System.Text;
using System.Text.Json;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

public sealed class StatsTests : TableFixture
{
    private static readonly DeltaSchema All = new([
        new("i", DeltaType.Integer), new("l", DeltaType.Long), new("f", DeltaType.Float), new("d", DeltaType.Double),
        new("b", DeltaType.Boolean), new("s", DeltaType.String), new("t", DeltaType.Timestamp), new("day", DeltaType.Date), new("p", DeltaType.Long)]);

    [Fact]
    public async Task Every_type_is_written_as_the_protocol_says()
    {
        var stats = await StatsAsync(
            new("i", FeatureValue.From(int.MinValue), FeatureValue.From(int.MaxValue), 0),
            new("l", FeatureValue.From(long.MinValue), FeatureValue.From(long.MaxValue), 1),
            new("f", FeatureValue.From(0.1f), FeatureValue.From(1e30f), 2),
            new("d", FeatureValue.From(-0.1), FeatureValue.From(double.MaxValue)),
            new("b", FeatureValue.From(false), FeatureValue.From(true), 4),
            new("s", FeatureValue.From(""), FeatureValue.From("zoë"), 5),
            new("t", FeatureValue.From(new Instant(1)), FeatureValue.From(new Instant(1_686_832_200_123_456)), 6),
            new("day", FeatureValue.From("2023-06-15"), FeatureValue.From("2024-02-29"), 10));

        stats.ShouldBe(
            """
            {"numRecords":10,
            "minValues":{"i":-2147483648,"l":-9223372036854775808,"f":0.1,"d":-0.1,"s":"","t":"1970-01-01T00:00:00.000Z","day":"2023-06-15"},
            "maxValues":{"i":2147483647,"l":9223372036854775807,"f":1E+30,"d":1.7976931348623157E+308,"s":"zoë","t":"2023-06-15T12:30:00.124Z","day":"2024-02-29"},
            "nullCount":{"i":0,"l":1,"f":2,"b":4,"s":5,"t":6,"day":10}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Bounds_that_would_not_hold_are_left_out()
    {
        var stats = await StatsAsync(
            new("f", FeatureValue.From(float.NegativeInfinity), FeatureValue.From(float.NaN)),
            new("d", FeatureValue.From(double.NaN), FeatureValue.From(double.PositiveInfinity)),
            new("s", FeatureValue.From("\ud800"), FeatureValue.From(new string('a', 32) + "\U0010FFFF more")),
            new("t", FeatureValue.From(new Instant(long.MinValue)), FeatureValue.From(new Instant(long.MaxValue))),
            new("l", FeatureValue.Null, FeatureValue.Null));

        stats.ShouldBe("""{"numRecords":10,"minValues":{},"maxValues":{},"nullCount":{}}""");
    }

    [Fact]
    public async Task Both_zeros_lie_within_bounds_of_either()
    {
        var stats = await StatsAsync(new("f", FeatureValue.From(0f), FeatureValue.From(-0f)), new("d", FeatureValue.From(0d), FeatureValue.From(-0d)));

        stats.ShouldBe("""{"numRecords":10,"minValues":{"f":-0.0,"d":-0.0},"maxValues":{"f":0.0,"d":0.0},"nullCount":{}}""");
    }

    [Fact]
    public async Task A_file_added_again_has_bounds_that_hold()
    {
        var cut = new string('a', 40);
        await StatsAsync(
            new("i", FeatureValue.From(-3), FeatureValue.From(7), 0), new("l", FeatureValue.From(-3L), FeatureValue.From(7L)), new("f", FeatureValue.From(0.1f), FeatureValue.From(0.3f)),
            new("d", FeatureValue.From(0.1), FeatureValue.From(0.3)), new("s", FeatureValue.From(cut), FeatureValue.From(cut)), new("day", FeatureValue.From("2023-06-15"), FeatureValue.From("2024-02-29")));

        var again = (await Table.ReadAsync())!.Files.Single().Again(All) with { Path = Write("b.parquet", rows: 10).Path };
        await Table.AppendAsync(new("b", 1, [again]));

        Encoding.UTF8.GetString((await Table.ReadAsync())!.Files.Single(f => f.Path == "b.parquet").Stats.Span).ShouldBe(string.Concat(
            """{"numRecords":10,"minValues":{"i":-3,"l":-3,"f":0.1,"d":0.1,"s":""", $"\"{cut[..32]}\"", """},"maxValues":{"i":7,"l":7,"f":0.3,"d":0.3,"s":""", $"\"{cut[..32]}\\uDBFF\\uDFFF\"", """},"nullCount":{}}"""));
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa😀zz")]
    [InlineData("ééééééééééééééééééééééééééééééééééééé")]
    public async Task Long_texts_are_cut_between_characters_and_stay_bounds(string text)
    {
        var stats = await StatsAsync(new DeltaColumnStats("s", FeatureValue.From(text), FeatureValue.From(text)));

        using var json = JsonDocument.Parse(stats);
        var min = json.RootElement.GetProperty("minValues").GetProperty("s").GetString()!;
        var max = json.RootElement.GetProperty("maxValues").GetProperty("s").GetString()!;
        Utf8(min).AsSpan().SequenceCompareTo(Utf8(text)).ShouldBeLessThanOrEqualTo(0);
        Utf8(max).AsSpan().SequenceCompareTo(Utf8(text)).ShouldBeGreaterThanOrEqualTo(0);
        min.EnumerateRunes().Count().ShouldBe(32);
        max.EnumerateRunes().Count().ShouldBeLessThanOrEqualTo(33);
    }

    [Fact]
    public async Task Times_before_1970_go_to_the_millisecond_around_them()
    {
        var stats = await StatsAsync(new DeltaColumnStats("t", FeatureValue.From(new Instant(-1)), FeatureValue.From(new Instant(-1_000_001))));

        stats.ShouldBe(
            """{"numRecords":10,"minValues":{"t":"1969-12-31T23:59:59.999Z"},"maxValues":{"t":"1969-12-31T23:59:59.000Z"},"nullCount":{}}""");
    }

    [Theory]
    [InlineData("x", null, "which is no data column of the table")]
    [InlineData("p", null, "which is no data column of the table")]
    [InlineData("i", null, "a bound of type int64 for a column of type integer")]
    [InlineData("l", 11L, "a null count of 11 for 10 rows")]
    [InlineData("l", -1L, "a null count of -1 for 10 rows")]
    public async Task Statistics_that_do_not_fit_the_table_are_refused(string column, long? nulls, string problem)
    {
        var error = await Should.ThrowAsync<InvalidInputException>(
            () => StatsAsync(new DeltaColumnStats(column, FeatureValue.From(1L), FeatureValue.From(2L), nulls)));

        error.Message.ShouldBe(
            $"File 'a.parquet' of the append to the Delta table '{Folder}' has statistics of column '{column}', {problem}. Correct them, or leave them out.");
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private async Task<string> StatsAsync(params DeltaColumnStats[] columns)
    {
        await Table.CreateAsync(All, ["p"]);
        var file = Write("a.parquet", rows: 10) with { Columns = columns, PartitionValues = new Dictionary<string, string?> { ["p"] = "1" } };
        await Table.AppendAsync(new("a", 1, [file]));
        var read = (await Table.ReadAsync())!.Files.Single();
        read.Rows.ShouldBe(10);
        return Encoding.UTF8.GetString(read.Stats.Span);
    }
}
