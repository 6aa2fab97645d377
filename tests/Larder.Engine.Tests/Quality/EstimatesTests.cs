using Larder.DuckDb;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>What the engine estimates, beside what it counts.</summary>
public class EstimatesTests
{
    private static readonly EventSchema Schema = EventSchema.Of(typeof(Draw));

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(16_384)]
    [InlineData(40_000)]
    [InlineData(80_000)]
    [InlineData(2_000_000)]
    public void Different_values_are_estimated_within_three_standard_errors(int different)
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        connection.Execute($"CREATE TABLE rows AS SELECT range AS _sequence, range % {Math.Max(1, different)} AS number, (range % {Math.Max(1, different)})::VARCHAR AS text, 0.5::DOUBLE AS value, TIMESTAMP '2024-01-01' AS at FROM range({different * 3 / 2})");

        foreach (var estimated in new[] { Expect.Column((Draw d) => d.Number).ApproximateDistinctCount(0), Expect.Column((Draw d) => d.Text).ApproximateDistinctCount(0) })
        {
            var tally = Run(connection, estimated).Tally;

            tally.Tested.ShouldBe(different * 3 / 2);
            Math.Abs(tally.Value.Bits - different).ShouldBeLessThanOrEqualTo((long)Math.Ceiling(3 * 0.00813 * different));
        }
    }

    [Fact]
    public void Quantiles_are_estimated_within_a_hundredth_of_themselves()
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        connection.Execute("CREATE TABLE rows AS SELECT range AS _sequence, (hash(range) % 100000)::BIGINT - 20000 AS number, range % 3 || '' AS text, CASE range % 11 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN -exp(range % 700) "
            + "WHEN 3 THEN 'inf'::DOUBLE WHEN 4 THEN 'nan'::DOUBLE ELSE exp(range % 1400 - 700) END AS value, TIMESTAMP '2024-01-01' AS at FROM range(200000)");

        foreach (var quantile in new[] { 0, 0.001, 0.05, 0.09, 0.1, 0.15, 0.2, 0.5, 0.7, 0.8, 0.9, 0.99, 1 })
        {
            Compare(connection, Expect.Column((Draw d) => d.Number).Quantile(quantile), Expect.Column((Draw d) => d.Number).ApproximateQuantile(quantile));
            Compare(connection, Expect.Column((Draw d) => d.Value).Quantile(quantile).GroupBy(d => d.Text), Expect.Column((Draw d) => d.Value).ApproximateQuantile(quantile).GroupBy(d => d.Text));
        }
    }

    [Fact]
    public void No_values_have_no_quantile()
    {
        using var engine = DuckDbDatabase.Open();
        using var connection = engine.Connect();
        connection.Execute("CREATE TABLE rows AS SELECT range AS _sequence, range AS number, '' AS text, NULL::DOUBLE AS value, TIMESTAMP '2024-01-01' AS at FROM range(3)");

        var none = Run(connection, Expect.Column((Draw d) => d.Value).ApproximateQuantile(0.5));

        (none.Outcome, none.Tally.Tested, none.Tally.Value.IsNull).ShouldBe((CheckOutcome.Fail, 0, true));
    }

    private static void Compare(DuckDbConnection connection, Expectation<Draw> exact, Expectation<Draw> estimated)
    {
        var (wanted, got) = (Run(connection, exact), Run(connection, estimated));
        got.Tally.Tested.ShouldBe(wanted.Tally.Tested);
        foreach (var (one, other) in Values(wanted).Zip(Values(got)))
        {
            (one.Equals(other) || Math.Abs(one - other) <= 0.01 * Math.Abs(one)).ShouldBeTrue($"{one} {other}");
        }
    }

    private static IEnumerable<double> Values(CheckResult result) => (result.Groups.Count == 0 ? [result.Tally] : result.Groups.Select(g => g.Tally)).Select(t => t.Value.ToNumber()!.Value);

    private static CheckResult Run(DuckDbConnection connection, Expectation<Draw> expectation) =>
        new SuiteScan(new CheckRelation("SELECT * FROM rows", Schema, failed => failed), new CheckContext(ReadingCase.Now), OtherTables.None).Run(connection, [expectation.Check], TestContext.Current.CancellationToken)[0];

    private sealed record Draw(long Number, string Text, double? Value, DateTime At);
}
