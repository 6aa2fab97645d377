using Larder.Core.Tests.Expressions;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Core.Tests.Quality.Checks;

public class InMemoryChecksTests
{
    private static readonly Instant Now = Instant.From(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    private static readonly Sale[] Sales =
    [
        new(1, "a", "x", 1, 2.5, 2.5, At(0)),
        new(2, "a", null, 2, double.NaN, 5, At(-1)),
        new(3, null, "x", null, null, null, At(400)),
        new(4, "b", "b", 2, double.PositiveInfinity, 0, At(0)),
        new(4, " ", "", 5, -0.0, 0.0, At(-800_000)),
    ];

    [Fact]
    public void Row_checks_count_what_they_test_and_what_is_bad()
    {
        var (code, price, units) = (Expect.Column((Sale s) => s.Code), Expect.Column((Sale s) => s.Price), Expect.Column((Sale s) => s.Units));

        Run(code.NotNull()).ShouldBe("fail 5 1");
        Run(code.IsNull()).ShouldBe("fail 5 4");
        Run(code.IsNull(mostly: 0.2)).ShouldBe("pass 5 4", "a share of 1 in 5 is 0.2, and 1 - 0.8 is less");
        Run(code.InSet(["a", "b"])).ShouldBe("fail 4 1");
        Run(code.InSet([])).ShouldBe("fail 4 4");
        Run(code.NotInSet(["a"])).ShouldBe("fail 4 2");
        Run(price.NotInSet([0])).ShouldBe("fail 4 1");
        Run(price.Between(0, 10)).ShouldBe("fail 4 2");
        Run(price.Between(atLeast: 0)).ShouldBe("fail 4 1");
        Run(price.Finite()).ShouldBe("fail 4 2");
        Run(units.Between(1, 5)).ShouldBe("pass 4 0");
        Run(units.Between(1, 5, above: true, below: true)).ShouldBe("fail 4 2");
        Run(code.LengthBetween(1, 1)).ShouldBe("pass 4 0");
        Run(code.NotBlank()).ShouldBe("fail 4 1");
        Run(code.Matches("[ab]")).ShouldBe("fail 4 1");
        Run(code.Like("_", negate: true)).ShouldBe("fail 4 4");
        Run(code.CastableTo<int>()).ShouldBe("fail 4 4");
        Run(Expect.Column((Sale s) => s.At).SaneTime(floor: Now.ToDateTime().AddDays(-1))).ShouldBe("fail 5 2");
        Run(Expect.Row<Sale>("coded", s => s.Code!.Length > 0)).ShouldBe("fail 5 1");
    }

    [Fact]
    public void Checks_on_several_columns_say_which_rows_they_leave_out()
    {
        var pair = Expect.Pair((Sale s) => s.Code, s => s.Other);
        var sum = Expect.Columns<Sale>(s => s.Price, s => s.Units);

        Run(pair.Compare(Comparison.Equal)).ShouldBe("fail 5 4");
        Run(pair.Compare(Comparison.LessOrEqual, NullRows.SkipIfAny)).ShouldBe("fail 3 1");
        Run(Expect.Pair((Sale s) => s.Price, s => s.Units).Compare(Comparison.NotEqual, NullRows.SkipIfAll)).ShouldBe("fail 4 1");
        Run(Expect.Pair((Sale s) => s.Price, s => s.Units).Compare(Comparison.NotEqual, NullRows.Test)).ShouldBe("fail 5 2");
        Run(pair.InSet([("a", "x"), ("b", "b")])).ShouldBe("fail 5 3");
        Run(Expect.Columns<Sale>(s => s.Code, s => s.Other).DistinctWithinRow(NullRows.SkipIfAny)).ShouldBe("fail 3 1");
        Run(sum.SumEquals(s => s.Total, tolerance: 1)).ShouldBe("fail 4 3");
        Run(sum.SumEquals(s => s.Total, tolerance: 1, mostly: 0)).ShouldBe("pass 4 3");
    }

    [Fact]
    public void Aggregates_are_numbers_between_bounds_and_none_breaks_the_check()
    {
        var (units, price) = (Expect.Column((Sale s) => s.Units), Expect.Column((Sale s) => s.Price));

        Run(Expect.RowCount<Sale>(atLeast: 6)).ShouldBe("fail 5 0 5");
        Run(units.DistinctCount(3, 3)).ShouldBe("pass 4 0 3");
        Run(units.DistinctRatio(0.75)).ShouldBe("pass 4 0 0.75");
        Run(units.OnceRatio(0.5, 0.5)).ShouldBe("pass 4 0 0.5");
        Run(units.Min(1)).ShouldBe("pass 4 0 1");
        Run(units.Max(atMost: 4)).ShouldBe("fail 4 0 5");
        Run(price.Max(atMost: 1_000)).ShouldBe("fail 4 0 NaN");
        Run(units.Mean(2.5, 2.5)).ShouldBe("pass 4 0 2.5");
        Run(units.Sum(10, 10)).ShouldBe("pass 4 0 10");
        Run(price.Sum(0)).ShouldBe("fail 4 0 NaN");
        Run(units.Variance(3, 3)).ShouldBe("pass 4 0 3");
        Run(units.Variance(2.25, 2.25, population: true)).ShouldBe("pass 4 0 2.25");
        Run(units.Stddev(1.5, 1.5, population: true)).ShouldBe("pass 4 0 1.5");
        Run(units.Quantile(0.5, 2, 2)).ShouldBe("pass 4 0 2");
        Run(units.Quantile(0.75, 2.75, 2.75, continuous: true)).ShouldBe("pass 4 0 2.75");
        Run(units.NullCount(1, 1)).ShouldBe("pass 5 0 1");
        Run(units.NullRatio(atMost: 0.1)).ShouldBe("fail 5 0 0.2");
        Run(units.DistinctSet([1, 2, 5])).ShouldBe("pass 4 0 3");
        Run(units.DistinctSet([1, 2, 7], SetRelation.Subset)).ShouldBe("fail 4 1 3");
        Run(units.DistinctSet([1, 2, 7], SetRelation.Superset)).ShouldBe("fail 4 1 3");
        Run(units.DistinctSet([1, 2, 7])).ShouldBe("fail 4 2 3");
        Run(units.Mean(), []).ShouldBe("fail 0 0");
        Run(units.Stddev(), Sales[..1]).ShouldBe("fail 1 0");
        Run(Expect.RowCount<Sale>(), []).ShouldBe("fail 0 0 0");
    }

    [Fact]
    public void All_rows_of_a_repeated_value_are_bad()
    {
        var result = Result(Expect.Column((Sale s) => s.Id).Unique(), Sales);

        (result.Tally.Tested, result.Tally.Bad, result.Tally.Repeated, result.Tally.Surplus).ShouldBe((5, 2, 1, 1));
        result.Samples.Select(s => (s.Row, s.Values[0].ToString())).ShouldBe([(2, "4")]);
        Run(Expect.Columns<Sale>(s => s.Id, s => s.Code).Unique()).ShouldBe("pass 5 0");
    }

    [Fact]
    public void No_row_tested_passes_and_shares_are_compared_exactly()
    {
        Run(Expect.Column((Sale s) => s.Code).NotBlank(), []).ShouldBe("pass 0 0");
        Run(Expect.Column((Sale s) => s.Code).NotNull(mostly: 0.8)).ShouldBe("pass 5 1");
        Run(Expect.Column((Sale s) => s.Code).NotNull(mostly: 0.81)).ShouldBe("fail 5 1");
        Run(Expect.Column((Sale s) => s.Code).NotNull().AsWarning()).ShouldBe("warn 5 1");
    }

    [Fact]
    public void Conditions_leave_rows_out_and_groups_are_judged_apart()
    {
        Run(Expect.Column((Sale s) => s.Units).NotNull().When(s => s.Code == "a")).ShouldBe("pass 2 0");
        var grouped = Result(Expect.Column((Sale s) => s.Units).Between(1, 2).GroupBy(s => s.Code), Sales);

        grouped.Groups.Select(g => $"{g.Key}: {g.Outcome} {g.Tally.Tested} {g.Tally.Bad}").ShouldBe(["null: Pass 0 0", " : Fail 1 1", "a: Pass 2 0", "b: Pass 1 0"]);
        (grouped.Outcome, grouped.Tally.Tested, grouped.Tally.Bad).ShouldBe((CheckOutcome.Fail, 4, 1));
        Result(Expect.Column((Sale s) => s.Units).Mean(0).GroupBy(s => s.Code), []).Outcome.ShouldBe(CheckOutcome.NotEvaluated);
    }

    [Fact]
    public void Broken_row_checks_keep_their_first_bad_rows()
    {
        var result = Result(Expect.Column((Sale s) => s.Price).Finite(), Sales);

        result.Samples.Select(s => (s.Row, s.Values[0].ToString(), s.Values[4].ToString())).ShouldBe([(2, "2", "NaN"), (4, "4", "Infinity")]);
    }

    [Fact]
    public void A_condition_that_throws_is_an_error_and_never_a_pass()
    {
        var result = Result(Expect.Row<Sale>("divided", s => 10 / (s.Id - 2) < 100, mostly: 0), Sales);

        result.Outcome.ShouldBe(CheckOutcome.Error);
        result.Error.ShouldBe("Check divided threw DivideByZeroException: Attempted to divide by zero. It was asked about row 2; let the condition decide such rows.");
    }

    private static DateTime At(int seconds) => Now.ToDateTime().AddSeconds(seconds);

    private static string Run(Expectation<Sale> expectation, Sale[]? sales = null)
    {
        var result = Result(expectation, sales ?? Sales);
        return $"{result.Outcome.ToString().ToLowerInvariant()} {result.Tally.Tested} {result.Tally.Bad}{(result.Tally.Value.IsNull ? string.Empty : $" {result.Tally.Value}")}";
    }

    private static CheckResult Result(Expectation<Sale> expectation, Sale[] sales) =>
        InMemoryChecks.Evaluate([expectation.Check], [Rows.Batch(sales)], new CheckContext(Now)).Single();

    private sealed record Sale(int Id, string? Code, string? Other, int? Units, double? Price, double? Total, DateTime At);
}
