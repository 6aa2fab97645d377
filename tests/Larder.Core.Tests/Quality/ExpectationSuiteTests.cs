using Larder.Core.Tests.Catalog;
using Larder.Core.Tests.Expressions;
using Larder.Errors;
using Larder.Quality;

namespace Larder.Core.Tests.Quality;

public class ExpectationSuiteTests
{
    private static readonly EventSource<Order> Orders = Source.Csv<Order>("a.csv", o => o.PlacedAt);

    [Fact]
    public void Row_rules_are_compiled_in_order()
    {
        var suite = Orders.Expect(s => s.Row("known", o => o.Customer != null).Row("priced", o => o.Price > 0).NoDuplicates()).Definition.Suite;
        var batch = Rows.Batch<Order>([new("a", "tin", 1, 0, default, default, null, false), new(null, "tin", 1, 1, default, default, null, false)]);

        suite.RowRules.Select(r => (r.Name, r.Text)).ShouldBe(
        [
            ("known", "($0.Customer:String NotEqual String null)"), ("priced", "($0.Price:Double GreaterThan Double 0)"),
        ]);
        suite.RowRules.Select(r => (r.Condition.Compiled(batch, 0), r.Condition.Compiled(batch, 1))).ShouldBe([(true, false), (false, true)]);
        suite.RejectsDuplicates.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_rule_on_rows_an_empty_input_breaks_the_suite()
    {
        Orders.Definition.Suite.SuiteRules.ShouldBe([SuiteRule.RowCount(1, null)]);
        Orders.Expect(s => s.NoDuplicates()).Definition.Suite.SuiteRules.ShouldBe([SuiteRule.RowCount(1, null)]);
        Orders.Expect(s => s.RowCount(atLeast: 0)).Definition.Suite.SuiteRules.ShouldBe([SuiteRule.RowCount(0, null)]);
    }

    [Fact]
    public void Bounds_are_inclusive()
    {
        var between = SuiteRule.RowCount(2, 4);

        new double[] { 1, 2, 4, 5 }.Select(between.Holds).ShouldBe([false, true, true, false]);
        new SuiteRule(SuiteRuleKind.NullRate, 0, null, 0.5).Holds(0.5).ShouldBeTrue();
    }

    [Fact]
    public void Wrong_rules_are_refused()
    {
        Refused(s => s.Row("a", o => o.Returned).Row("a", o => o.Returned), "The rule name 'a' is taken; give each rule its own.");
        Refused(s => s.Row("no_duplicates", o => o.Returned), "The rule name 'no_duplicates' is taken; give each rule its own.");
        Refused(s => s.Row("a b", o => o.Returned), "'a b' is no valid rule name; use a letter, then letters, digits and underscores, 100 at most.");
        Refused(s => s.NullRate(o => o.Price + 1, 0.1), "NullRate needs a property of Order, as in l => l.Price.");
        Refused(s => s.QuarantineRate(1.5), "A share of 1.5 is out of range; give a number from 0 to 1.");
        Refused(s => s.QuarantineRate(double.NaN), "A share of NaN is out of range; give a number from 0 to 1.");
    }

    [Fact]
    public void A_rule_that_throws_is_named()
    {
        var rule = Orders.Expect(s => s.Row("long_enough", o => o.Customer!.Length > 3)).Definition.Suite.RowRules.Single();
        var batch = Rows.Batch<Order>([new(null, "tin", 1, 1, default, default, null, false)]);

        Should.Throw<UserCodeException>(() => rule.Condition.Compiled(batch, 0))
            .Message.ShouldBe("Rule long_enough threw NullReferenceException: Object reference not set to an instance of an object.");
    }

    private static void Refused(Func<ExpectationSuite<Order>, ExpectationSuite<Order>> suite, string message) =>
        Should.Throw<InvalidDefinitionException>(() => Orders.Expect(suite)).Message.ShouldBe(message);
}
