using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Quality.Inference;
using Larder.Types;

namespace Larder.Core.Tests.Quality.Suites;

public class SuiteInferenceTests
{
    private const long Rows = 1_000;
    private static readonly EventSchema Schema = EventSchema.Of(typeof(Found));
    private static readonly Instant Now = Instant.From(new DateTime(2024, 6, 1, 0, 0, 0, DateTimeKind.Utc));

    [Fact]
    public void Rows_that_are_all_there_are_expected_so()
    {
        Suite(Nothing(Rows)).ShouldBe(
        [
            "row_count [500, 2000] # 1,000 rows; half to twice as many",
            .. Schema.Columns.Where(c => c.Type is not (ColumnType.String or ColumnType.Timestamp or ColumnType.Int64 or ColumnType.Float64)).Select(c => $"{c.Name}_not_null not null # none of 1,000 is missing"),
        ]);
        SuiteInference.Of(new SourceFacts(Schema, 3, 1, Nothing(0)) { Grows = true }, Now).Single().Limit.ShouldBe("[1, ]");
        Should.Throw<InvalidInputException>(() => SuiteInference.Of(new SourceFacts(Schema, 3, 0, Nothing(0)), Now)).Message
            .ShouldBe("There are no rows to infer a suite from; give good rows with --input, or ingest some and use --stored.");
    }

    [Theory]
    [InlineData(750, 0.72)]
    [InlineData(999, 0.99)]
    [InlineData(230, 0.2)]
    [InlineData(220, null)]
    public void Of_values_that_are_partly_there_the_likely_share_is_expected(long values, double? mostly)
    {
        Suite(Facts(5, new ColumnFacts(values))).SingleOrDefault(c => c.StartsWith("path", StringComparison.Ordinal)).ShouldBe(
            mostly is null ? null : $"path_not_null not null # {values / 10.0:F2} % of 1,000 are there; 95 % confidence, rounded down");
        SuiteInference.Of(Facts(5, new ColumnFacts(values)), Now).OfType<NullCheck>().Select(c => (double?)c.Mostly).SingleOrDefault().ShouldBe(mostly);
    }

    [Fact]
    public void The_lower_bound_of_a_share_is_that_of_Wilson()
    {
        // The lesser root t of (share - t)² = z² t (1 - t) / n, found by bisection.
        SuiteInference.LowerBound(0.8, 10).ShouldBe(0.4901625, 1e-6);
        SuiteInference.LowerBound(1, 10).ShouldBe(0.7224672, 1e-6);
    }

    [Fact]
    public void Text_is_expected_from_a_set_in_a_format_or_of_a_length()
    {
        var text = new ColumnFacts(Rows) { Distinct = 900, Shortest = 3, Longest = 8 };
        Suite(Facts(0, text)).ShouldContain("text_length_between length [1, 16] # 3 to 8 characters; up to twice the longest");
        Suite(Facts(0, text with { Shortest = 0 })).ShouldContain("text_length_between length [0, 16] # 0 to 8 characters; up to twice the longest");
        Suite(Facts(0, text with { Shortest = 8 })).ShouldContain("text_length_between length [8, 8] # all 1,000 values are so long");
        Suite(Facts(0, text with { Formats = [TextFormat.DecimalNumber, TextFormat.IsoDate] })).ShouldContain("text_matches_format iso_date # all 1,000 values have it");
        var few = text with { Distinct = 2, Members = [FeatureValue.From("a"), FeatureValue.From("b")], Formats = [TextFormat.Uuid] };
        Suite(Facts(0, few)).ShouldBe(["row_count [500, 2000] # 1,000 rows; half to twice as many", "text_not_null not null # none of 1,000 is missing", "text_in_set in {a, b} # 2 different values in 1,000"]);
        Suite(Facts(0, text with { Distinct = Rows })).ShouldContain("text_unique unique # no value occurs twice in 1,000 rows");
        (SuiteInference.IsFew(100, 1_000), SuiteInference.IsFew(101, 10_000), SuiteInference.IsFew(100, 999)).ShouldBe((true, false, false));
    }

    [Theory]
    [InlineData(1, 5, "[0, 7]")]
    [InlineData(0, 0, "[0, 0]")]
    [InlineData(7, 7, "[3, 11]")]
    [InlineData(-3, 4, "[-7, 8]")]
    [InlineData(-80995, 80995, "[-170000, 170000]")]
    [InlineData(100, 120, "[90, 130]")]
    [InlineData(-9, -2, "[-13, 0]")]
    [InlineData(long.MinValue, long.MaxValue, null)]
    [InlineData(5, long.MaxValue, "[0, ]")]
    public void Whole_numbers_are_expected_half_as_far_again(long min, long max, string? bounds) =>
        Suite(Facts(1, new ColumnFacts(Rows) { Distinct = 50, Min = FeatureValue.From(min), Max = FeatureValue.From(max) }))
            .SingleOrDefault(c => c.StartsWith("number_between", StringComparison.Ordinal)).ShouldBe(bounds is null ? null : $"number_between {bounds} # {min} to {max}; half as far again on both sides, without changing sign");

    [Theory]
    [InlineData(0, 0.3, "[0, 0.45]")]
    [InlineData(0.1, 0.3, "[0, 0.4]")]
    [InlineData(-1e-300, 1e-300, "[-2E-300, 2E-300]")]
    [InlineData(-1.7e308, 1.7e308, null)]
    [InlineData(0, double.NaN, null)]
    [InlineData(double.NegativeInfinity, 1, null)]
    public void Numbers_too_where_all_are_finite(double min, double max, string? bounds)
    {
        var suite = Suite(Facts(2, new ColumnFacts(Rows) { Min = FeatureValue.From(min), Max = FeatureValue.From(max) }));
        suite.SingleOrDefault(c => c.StartsWith("price_between", StringComparison.Ordinal))?.Split(" #")[0].ShouldBe(bounds is null ? null : $"price_between {bounds}");
        suite.Count(c => c == "price_finite finite # all 1,000 values are").ShouldBe(double.IsFinite(min) && double.IsFinite(max) ? 1 : 0);
    }

    [Fact]
    public void Times_of_events_are_expected_from_their_first_year_to_now()
    {
        var (first, last) = (Instant.From(new DateTime(2023, 3, 1, 8, 0, 0, DateTimeKind.Utc)), Now);
        ColumnFacts times = new(Rows) { Min = FeatureValue.From(first), Max = FeatureValue.From(last) };
        Suite(Facts(3, times)).ShouldContain("at_event_time_sane [2023-01-01T00:00:00Z, now + 00:05:00] # from 2023-03-01T08:00:00Z to 2024-06-01T00:00:00Z; not before the first year, not after now");
        Suite(Facts(3, times with { Max = FeatureValue.From(Now + TimeSpan.FromSeconds(1)) })).ShouldNotContain(c => c.StartsWith("at_event_time_sane", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Suite(ColumnFacts[] columns) => Suite(new SourceFacts(Schema, 3, Rows, columns));

    private static IEnumerable<string> Suite(SourceFacts facts) => SuiteInference.Of(facts, Now).Select(c => $"{c.Name} {c.Limit} # {c.Description}");

    private static ColumnFacts[] Nothing(long values) => [.. Schema.Columns.Select(c => new ColumnFacts(c.Type == ColumnType.Boolean || c.Type.IsComposite() ? values : 0))];

    private static SourceFacts Facts(int column, ColumnFacts facts)
    {
        var columns = Nothing(0);
        columns[column] = facts;
        return new(Schema, 3, Rows, columns);
    }

    public sealed record Found(string? Text, long? Number, double? Price, DateTime At, bool Done, double[] Path);
}
