using Larder.Core.Tests.Catalog;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Core.Tests.Quality.Checks;

public class WarningLevelTests
{
    [Fact]
    public void A_share_warns_above_the_share_below_which_it_fails()
    {
        var check = Expect.Column((Order o) => o.Price).Between(1, 10, mostly: 0.9).WarnBelow(0.99).Check;

        Judged(check, new(100, 11)).ShouldBe(CheckOutcome.Fail);
        Judged(check, new(100, 10)).ShouldBe(CheckOutcome.Warn);
        Judged(check, new(100, 2)).ShouldBe(CheckOutcome.Warn);
        Judged(check, new(100, 1)).ShouldBe(CheckOutcome.Pass);
        Judged(check, new(0, 0)).ShouldBe(CheckOutcome.Pass);
        Text(check).ShouldBe("Error price_between: between(price) [1, 10] [\"float64 3ff0000000000000\", \"float64 4024000000000000\"] mostly 0.9 warn below 0.99");
        Judged(Expect.Column((Order o) => o.Customer).Unique(mostly: 0.5).WarnBelow(1).Check, new(4, 2, default, 1, 1)).ShouldBe(CheckOutcome.Warn);
        Judged(Expect.Column((Order o) => o.Price).Between(1, 10, mostly: 0.9).WarnBelow(0.99).AsWarning().Check, new(100, 50)).ShouldBe(CheckOutcome.Warn);
    }

    [Fact]
    public void A_number_warns_within_the_bounds_outside_of_which_it_fails()
    {
        var check = Expect.RowCount<Order>(1_000).WarnUnless(atLeast: 5_000).Check;

        Judged(check, new(999, 0, FeatureValue.From(999L))).ShouldBe(CheckOutcome.Fail);
        Judged(check, new(1_000, 0, FeatureValue.From(1_000L))).ShouldBe(CheckOutcome.Warn);
        Judged(check, new(5_000, 0, FeatureValue.From(5_000L))).ShouldBe(CheckOutcome.Pass);
        Text(check).ShouldBe("Error row_count: row_count() [1000, ] RowCount [\"int64 1000\", \"\"] warn unless [5000, ] [\"float64 40b3880000000000\", \"\"]");
        Judged(Expect.Column((Order o) => o.Customer).Max(atMost: "m").WarnUnless(atMost: "k").Check, new(1, 0, FeatureValue.From("l"))).ShouldBe(CheckOutcome.Warn);
        var latest = new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc);
        Judged(Expect.Column((Order o) => o.PlacedAt).Max(atMost: latest).WarnUnless(atMost: latest.AddDays(-1)).Check, new(1, 0, FeatureValue.From(latest))).ShouldBe(CheckOutcome.Warn);
    }

    [Fact]
    public void Levels_that_never_warn_are_refused()
    {
        var price = Expect.Column((Order o) => o.Price);

        Refused(() => price.NotNull(mostly: 0.9).WarnBelow(0.9), "Check price_not_null fails below 0.9, so it never warns below 0.9; give a greater share, or mostly a lesser one.");
        Refused(() => price.NotNull(mostly: 0.9).WarnBelow(2), "A share of 2 is out of range; give a number from 0 to 1.");
        Refused(() => price.Mean(0, 1).WarnBelow(0.9), "Check price_mean counts no share of good rows; use WarnUnless for a number, or AsWarning.");
        Refused(() => price.NotNull().WarnUnless(atLeast: 1), "Check price_not_null judges no number; use WarnBelow for a share of good rows, or AsWarning.");
        Refused(() => price.Mean(0, 1).WarnUnless(atMost: 2), "Check price_mean fails outside of [0, 1], so bounds that warn have to lie within; [, 2] do not.");
        Refused(() => price.Mean(0, 1).WarnUnless(atMost: "a"), "Check price_mean is about float64 values; give WarnUnless at least one bound, and of that kind.");
    }

    private static CheckOutcome Judged(Check check, CheckTally tally) => check.Judge(tally);

    private static string Text(Check check) => check.Describe(EventSchema.Of(typeof(Order)));

    private static void Refused(Func<object> make, string message) => Should.Throw<InvalidDefinitionException>(make).Message.ShouldBe(message);
}
