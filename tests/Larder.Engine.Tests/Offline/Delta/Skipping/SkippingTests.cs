using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>Files are left out by statistics as Larder and as other engines write them; the rows are those of the slow twin, which looks at each.</summary>
public sealed class SkippingTests
{
    private static readonly DeltaSchema Schema = new(
    [
        new("n", DeltaType.Long), new("x", DeltaType.Double), new("s", DeltaType.String), new("t", DeltaType.Timestamp), new("day", DeltaType.Date),
    ]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Leaving_files_out_never_changes_the_rows(int seed)
    {
        var random = new Random(seed);
        var files = Enumerable.Range(0, 40).Select(number => NewFile(random, number)).ToArray();
        var snapshot = Snapshot([.. files.Select(file => file.File)]);
        var skipped = 0;
        for (var i = 0; i < 200; i++)
        {
            DeltaCondition[] conditions = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => NewCondition(random))];

            var left = FileSkipper.Skip(snapshot, snapshot.Files, conditions);

            left.Skipped.ShouldBe(files.Length - left.Files.Count);
            var rows = files.Where(file => file.Rows.Any(row => Array.TrueForAll(conditions, c => Fulfils(row, c)))).Select(file => file.File);
            rows.Except(left.Files).ShouldBeEmpty(string.Join(" AND ", conditions));
            left.Files.ShouldBe(files.Select(file => file.File).Where(left.Files.Contains), "in their order");
            skipped += left.Skipped;
        }

        skipped.ShouldBeGreaterThan(1000);
    }

    [Theory]
    [InlineData("""{"numRecords":3,"minValues":{"n":5},"maxValues":{"n":9}}""", 4L, false)]
    [InlineData("""{"numRecords":3,"minValues":{"n":5},"maxValues":{"n":9}}""", 5L, true)]
    [InlineData("""{"numRecords":3,"minValues":{"n":5},"maxValues":{"n":9}}""", 9L, true)]
    [InlineData("""{"numRecords":3,"minValues":{"n":5},"maxValues":{"n":9}}""", 10L, false)]
    [InlineData("""{"numRecords":3,"minValues":{"n":5}}""", 10L, true)]
    [InlineData("""{"numRecords":3,"nullCount":{"n":3}}""", 10L, false)]
    [InlineData("""{"numRecords":3,"nullCount":{"n":3},"tightBounds":false}""", 10L, true)]
    [InlineData("""{"numRecords":3,"minValues":{"n":5.5},"maxValues":{"n":"x"}}""", 1L, true)]
    [InlineData("""[]""", 1L, true)]
    [InlineData(null, 1L, true)]
    public void A_file_is_read_unless_its_statistics_say_that_it_cannot_hold_the_row(string? stats, long wanted, bool isRead)
    {
        var snapshot = Snapshot([File(0, "2024-01-01", stats)]);

        FileSkipper.Skip(snapshot, snapshot.Files, [new("n", DeltaComparison.Equal, FeatureValue.From(wanted))]).Files.Count.ShouldBe(isRead ? 1 : 0);
    }

    [Fact]
    public void A_maximum_cut_off_to_the_millisecond_still_covers_what_was_cut_off()
    {
        var snapshot = Snapshot([File(0, "2024-01-01", """{"numRecords":1,"minValues":{"t":"2024-01-01T00:00:00.000Z"},"maxValues":{"t":"2024-01-01T00:00:00.123Z"}}""")]);
        Instant.TryParse("2024-01-01T00:00:00.123999Z", out var cut).ShouldBeTrue();

        bool Reads(DeltaComparison comparison, Instant time) => FileSkipper.Skip(snapshot, snapshot.Files, [new("t", comparison, FeatureValue.From(time))]).Skipped == 0;

        Reads(DeltaComparison.Equal, cut).ShouldBeTrue();
        Reads(DeltaComparison.GreaterOrEqual, cut).ShouldBeTrue();
        Reads(DeltaComparison.GreaterOrEqual, cut + TimeSpan.FromMilliseconds(1)).ShouldBeFalse();
    }

    [Fact]
    public void Partitions_are_told_apart_by_their_values_and_null_fulfils_nothing()
    {
        var snapshot = Snapshot([File(0, "2024-01-01", null), File(1, "2024-01-02", null), File(2, null, null)]);

        string[] Read(DeltaComparison comparison, FeatureValue value) => [.. FileSkipper.Skip(snapshot, snapshot.Files, [new("day", comparison, value)]).Files.Select(file => file.Path)];

        Read(DeltaComparison.Equal, FeatureValue.From("2024-01-02")).ShouldBe(["1.parquet"]);
        Read(DeltaComparison.Less, FeatureValue.From("2024-01-02")).ShouldBe(["0.parquet"]);
        Read(DeltaComparison.GreaterOrEqual, FeatureValue.From("2024-01-01")).ShouldBe(["0.parquet", "1.parquet"]);
        Read(DeltaComparison.Equal, FeatureValue.Null).ShouldBeEmpty();
        FileSkipper.Skip(snapshot, snapshot.Files, [new("unknown", DeltaComparison.Equal, FeatureValue.From(1L))]).Skipped.ShouldBe(0);
    }

    private static (DeltaFile File, FeatureValue[][] Rows) NewFile(Random random, int number)
    {
        var center = random.Next(100);
        var rows = Enumerable.Range(0, random.Next(5)).Select(_ => Schema.Fields.Select(field => random.Next(6) == 0 ? FeatureValue.Null : NewValue(random, field.Name, center)).ToArray()).ToArray();
        var day = random.Next(5) == 0 ? null : NewValue(random, "day", center).AsString();
        Array.ForEach(rows, row => row[4] = FeatureValue.From(day));
        return (File(number, day, random.Next(8) == 0 ? null : random.Next(2) == 0 ? OurStats(rows) : CutStats(rows)), rows);
    }

    private static FeatureValue NewValue(Random random, string column, int center) => column switch
    {
        "n" => FeatureValue.From((long)center + random.Next(6)),
        "x" => FeatureValue.From(random.Next(8) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => -0.0, _ => (center - 50 + random.Next(6)) / 4.0 }),
        "s" => FeatureValue.From(new string((char)('a' + (center / 10)), random.Next(2) == 0 ? 31 : 33) + (random.Next(3) switch { 0 => "😀", 1 => "\uFFFD", _ => "b" })),
        "t" => FeatureValue.From(new Instant(((center - 50) * 1000L) + random.Next(3000))),
        _ => FeatureValue.From(new DateOnly(2024, 1, 1).AddDays(center % 7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
    };

    private static DeltaCondition NewCondition(Random random)
    {
        var field = Schema.Fields[random.Next(5)];
        return new(field.Name, (DeltaComparison)random.Next(5), NewValue(random, field.Name, random.Next(100)));
    }

    /// <summary>As Larder writes them.</summary>
    private static string OurStats(FeatureValue[][] rows)
    {
        var columns = Enumerable.Range(0, 4).Select(column => (Schema.Fields[column].Name, Values: rows.Select(row => row[column]).Where(value => !value.IsNull && !IsNaN(value)).ToArray(), Column: column));
        var stats = StatsWriter.Write("t", Snapshot([]), new("p", rows.Length)
        {
            Columns = [.. columns.Select(column => new DeltaColumnStats(
                column.Name,
                column.Values.Length == 0 ? FeatureValue.Null : column.Values.Order(Comparer<FeatureValue>.Create(Compare)).First(),
                column.Values.Length == 0 ? FeatureValue.Null : column.Values.Order(Comparer<FeatureValue>.Create(Compare)).Last(),
                rows.Count(row => row[column.Column].IsNull)))],
        });
        return Encoding.UTF8.GetString(stats.Span);
    }

    /// <summary>As other engines write them: timestamps cut off towards zero, texts cut off with a character above behind the maximum or none.</summary>
    private static string CutStats(FeatureValue[][] rows)
    {
        var (min, max, nulls) = (new JsonObject(), new JsonObject(), new JsonObject());
        for (var column = 0; column < 4; column++)
        {
            var name = Schema.Fields[column].Name;
            FeatureValue[] values = [.. rows.Select(row => row[column]).Where(value => !value.IsNull && !IsNaN(value)).Order(Comparer<FeatureValue>.Create(Compare))];
            nulls[name] = rows.Count(row => row[column].IsNull);
            if (values.Length > 0 && values.All(value => value.Type != ColumnType.Float64 || double.IsFinite(value.AsFloat64())))
            {
                (min[name], max[name]) = (Cut(values[0]), Cut(values[^1]));
            }
        }

        return new JsonObject { ["numRecords"] = rows.Length, ["minValues"] = min, ["maxValues"] = max, ["nullCount"] = nulls }.ToJsonString();
    }

    private static JsonValue Cut(FeatureValue value) => value.Type switch
    {
        ColumnType.Int64 => JsonValue.Create(value.Bits),
        ColumnType.Float64 => JsonValue.Create(value.AsFloat64()),
        ColumnType.Timestamp => JsonValue.Create(new Instant(value.Bits / 1000 * 1000).ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(Texts.Prefix(value.AsString()!, 32)!),
    };

    private static bool Fulfils(FeatureValue[] row, DeltaCondition condition)
    {
        var value = row[Schema.Fields.ToList().FindIndex(field => field.Name == condition.Column)];
        if (value.IsNull || condition.Constant.IsNull)
        {
            return false;
        }

        var order = Compare(value, condition.Constant);
        return condition.Comparison switch
        {
            DeltaComparison.Equal => order == 0,
            DeltaComparison.Less => order < 0,
            DeltaComparison.LessOrEqual => order <= 0,
            DeltaComparison.Greater => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>NaN is the greatest, -0 equals 0, texts by their UTF-8: the engine's order.</summary>
    private static int Compare(FeatureValue left, FeatureValue right) => left.Type switch
    {
        ColumnType.String => Encoding.UTF8.GetBytes(left.AsString()!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.AsString()!)),
        ColumnType.Float64 => (IsNaN(left), IsNaN(right)) switch
        {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => -1,
            _ => left.AsFloat64() == right.AsFloat64() ? 0 : left.AsFloat64() < right.AsFloat64() ? -1 : 1,
        },
        _ => left.Bits.CompareTo(right.Bits),
    };

    private static bool IsNaN(FeatureValue value) => value.Type == ColumnType.Float64 && double.IsNaN(value.AsFloat64());

    private static DeltaFile File(int number, string? day, string? stats) =>
        new($"{number}.parquet", new Dictionary<string, string?> { ["day"] = day }, 1, null, Encoding.UTF8.GetBytes(stats ?? ""), default, 0);

    private static DeltaSnapshot Snapshot(IReadOnlyList<DeltaFile> files) =>
        new(0, "id", DeltaProtocol.Plain, Schema, ["day"], new Dictionary<string, string>(), files, new Dictionary<string, DeltaTransaction>(), null) { Metadata = null! };
}
