using Larder.Core.Tests.Catalog;
using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Core.Tests.Quality.Checks;

public class ExpectTests
{
    private static readonly EventSource<Order> Orders = Source.Csv<Order>("a.csv", o => o.PlacedAt);

    [Fact]
    public void A_check_says_in_one_line_what_it_is()
    {
        var least = 3.0;
        Text(Expect.Column((Order o) => o.Price).Between(1, 10, below: true, mostly: 0.5)).ShouldBe("Error price_between: between(price) [1, 10) [\"float64 3ff0000000000000\", \"float64 4024000000000000\"] mostly 0.5");
        Text(Expect.Column((Order o) => o.Customer).InSet(["b", "a\"", "b"]).AsWarning()).ShouldBe("Warn customer_in_set: in_set(customer) in {b, a\"} [\"string b\", \"string a\\\"\"]");
        Text(Expect.Column((Order o) => o.Customer).NotNull().Named("known").When(o => o.Price > least).GroupBy(o => o.Customer))
            .ShouldBe("Error known: not_null(customer) not null when ($0.Price:Double GreaterThan Double 3) by customer");
        Text(Expect.Row<Order>("priced", o => o.Price > 0)).ShouldBe("Error priced: row_expression(price) e => e.Price > 0 ($0.Price:Double GreaterThan Double 0)");
        Expect.Column((Order o) => o.Price).Finite().Described("prices are sums").Check.Description.ShouldBe("prices are sums");
        Text(Expect.Column((Order o) => o.Price).Finite().Described("prices are sums")).ShouldBe("Error price_finite: finite(price) finite");
        Text(Expect.RowCount<Order>(5)).ShouldBe("Error row_count: row_count() [5, ] RowCount [\"int64 5\", \"\"]");
    }

    [Fact]
    public void Checks_belong_to_the_suite_of_a_source_and_change_its_definition()
    {
        var checks = Orders.Expect(s => s.Check(Expect.Column((Order o) => o.Customer).NotNull(), Expect.Column((Order o) => o.Price).Finite())).Definition.Suite;

        checks.Checks.Select(c => c.Name).ShouldBe(["customer_not_null", "price_finite"]);
        checks.AllChecks.Select(c => $"{c.Name} {c.Limit}").ShouldBe(["row_count [1, ]", "customer_not_null not null", "price_finite finite"]);
        Orders.Expect(s => s.RowCount(atLeast: 0).Check(Expect.Column((Order o) => o.Customer).NotNull())).Definition.Suite.AllChecks[0].Limit.ShouldBe("[0, ]");
        Orders.Expect(s => s.Check(Expect.RowCount<Order>(7))).Definition.Suite.AllChecks.Single().Limit.ShouldBe("[7, ]");
    }

    [Fact]
    public void Wrong_expectations_are_refused()
    {
        var (price, customer) = (Expect.Column((Order o) => o.Price), Expect.Column((Order o) => o.Customer));

        Refused(() => Expect.Column((Order o) => o.Price + 1), "An expectation needs a property of Order that is a column, as in (Order l) => l.Customer.");
        Refused(() => price.Between(2, 1), "Nothing lies within [2, 1]; give the lesser bound first.");
        Refused(() => price.Between(1, 1, above: true), "Nothing lies within (1, 1]; give the lesser bound first.");
        Refused(() => price.Between(double.NaN), "NaN equals nothing and lies within no bounds; use Finite() to refuse it.");
        Refused(() => price.NotNull(mostly: 1.5), "A share of 1.5 is out of range; give a number from 0 to 1.");
        Refused(() => price.Quantile(-0.5), "A share of -0.5 is out of range; give a number from 0 to 1.");
        Refused(() => customer.InSet(["a", null!]), "A set holds no null; use NotNull() or IsNull() for nulls.");
        Refused(() => customer.InSet(["a\0"]), "A text with a NUL character cannot be compared with; leave the character out.");
        Refused(() => customer.CastableTo<decimal>(), "CastableTo<decimal> has no written form to look for; use bool, int, long, float, double or DateTime.");
        Refused(() => Expect.Column((Order o) => o.Returned).Mean(0), "Order.Returned is bool, which has no mean; take a column of numbers.");
        Refused(() => Expect.Column((Order o) => o.Returned).Finite(), "Order.Returned is bool, whose values are always finite; leave the expectation out.");
        Refused(() => price.SaneTime(), "SaneTime needs a column of times, as Order.Price should be, for createdAt another one, and a skew that is not negative.");
        Refused(
            () => Expect.Pair((Order o) => o.Customer, o => o.Price).Compare(Comparison.Equal),
            "Order.Customer is string and Order.Price is float64; compare numbers with numbers, text with text, times with times.");
        Refused(() => Expect.Columns<Order>(o => o.Price), "Expect.Columns takes at least two columns; use Expect.Column for one.");
        Refused(
            () => Expect.Columns<Order>(o => o.Price, o => o.Price).SumEquals(o => o.Price, tolerance: -1),
            "SumEquals needs a property of Order for the sum, as in l => l.Total, and a tolerance that is not negative.");
        Refused(() => price.NotNull().Named("a b"), "'a b' is no valid check name; use a letter, then letters, digits and underscores, 100 at most.");
        Refused(() => price.NotNull().When(o => o.Price > 0).When(o => o.Price > 1), "Check price_not_null has two conditions; join them with && in one When.");
        Refused(() => price.NotNull().GroupBy(o => o.Price + 1), "Check price_not_null: groups need a property of Order that is no list or map, as in l => l.Country.");
        Refused(() => Orders.Expect(s => s.Check(price.NotNull(), price.NotNull())), "The check name 'price_not_null' is taken; give each its own with Named.");
        Refused(() => Expect.Column((Order o) => o.PlacedAt).Between(DateTime.Now), "A DateTime of kind Local means something else on every machine; give a UTC one.");
    }

    private static string Text(Expectation<Order> expectation) => expectation.Check.Describe(EventSchema.Of(typeof(Order)));

    private static void Refused(Func<object> make, string message) => Should.Throw<InvalidDefinitionException>(make).Message.ShouldBe(message);
}
