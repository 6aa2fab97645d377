using Larder.Errors;

namespace Larder.Alerts;

public class AlertRuleTests
{
    [Theory]
    [InlineData("source/order_lines", "source/order_lines", true)]
    [InlineData("source/order_lines", "source/order_line", false)]
    [InlineData("order_*", "source/order_lines", true)]
    [InlineData("order_*", "view/order_lines", true)]
    [InlineData("source/order_*", "view/order_lines", false)]
    [InlineData("*/order_lines", "view/order_lines", true)]
    [InlineData("*lines", "source/order_lines", true)]
    [InlineData("o*r_l*s", "source/order_lines", true)]
    [InlineData("o*x*s", "source/order_lines", false)]
    [InlineData("order_line?", "source/order_lines", true)]
    [InlineData("order_lines?", "source/order_lines", false)]
    [InlineData("*", "source/order_lines", true)]
    [InlineData("**", "source/a", true)]
    [InlineData("Order_lines", "source/order_lines", false)]
    [InlineData("a*a*a*a*a*a*a*a*a*a*a*a*b", "source/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void A_pattern_of_subjects(string pattern, string subject, bool matches)
    {
        SubjectPattern.Matches(pattern, AlertSubject.Parse(subject)).ShouldBe(matches);
    }

    [Fact]
    public void A_repository_has_its_rules_by_name_and_they_are_part_of_no_definition()
    {
        var (with, without) = (new Ruled().Build(), new Unruled().Build());

        with.AlertRules.Select(r => $"{r.Name}: {string.Join(" ", r.Kinds)} on {string.Join(" ", r.Subjects)} from {r.LeastSeverity} to {string.Join(" ", r.Channels)}").ShouldBe(
        [
            "all_errors:  on  from Error to mail pager",
            "broken_sales: CheckFailed SchemaChanged on source/sales view/last service/everything from Warn to data",
        ]);
        with.Definitions.Select(d => d.Definition.Hash).ShouldBe(without.Definitions.Select(d => d.Definition.Hash));
        with.AlertRules[0].Kinds.ShouldBeEmpty();
    }

    [Fact]
    public void The_rules_of_the_page_build()
    {
        new Docs.AlertsRepository().Build().AlertRules.Select(r => r.Name).ShouldBe(["broken_lines", "everything"]);
    }

    [Fact]
    public void Defaults()
    {
        var rule = Alert.Any("x");

        (rule.GroupWait, rule.KeepFiringFor, rule.RemindAfter, rule.LeastSeverity).ShouldBe(
            (TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromHours(24), AlertSeverity.Warn));
    }

    [Fact]
    public void What_cannot_be_meant_is_refused()
    {
        Message(() => Alert.Any("x").On(" ")).ShouldBe("Alert rule x: an empty pattern means no subject; write one such as source/order_*, or leave On out for all.");
        Message(() => Alert.Any("x").To("a b")).ShouldBe("Alert rule x: 'a b' is no channel name; use a letter, then letters, digits, - and _, 100 at most.");
        Message(() => Alert.Any("x").To("a").To("b", "a")).ShouldBe("Alert rule x names channel 'a' twice; name it once.");
        Message(() => Alert.Any("x").WithGroupWait(-TimeSpan.FromSeconds(1))).ShouldBe("Alert rule x: the group wait cannot be -00:00:01; give zero to 30 days.");
        Message(() => Alert.Any("x").WithKeepFiringFor(TimeSpan.FromDays(31))).ShouldBe("Alert rule x: the time to keep firing cannot be 31.00:00:00; give zero to 30 days.");
        Message(() => Alert.Any("x").WithReminder(TimeSpan.Zero)).ShouldBe("Alert rule x: the reminder cannot be 00:00:00; give a minute to 30 days.");
        Message(() => Alert.Any("no good")).ShouldBe("'no good' is no valid alert rule name; use a letter, then letters, digits and underscores, 100 at most.");
        Message(() => new Mute().Build()).ShouldBe("Alert rule silent tells nobody; add .To(\"channel\") with a channel of Larder:Alerts:Channels.");
        Should.Throw<InvalidInputException>(() => AlertSubject.Parse("order_lines")).Message.ShouldBe("'order_lines' is no subject of alerts; write kind and name, such as source/order_lines.");
    }

    private static string Message(Action act) => Should.Throw<InvalidDefinitionException>(act).Message;

    private sealed record Sale(string Shop, DateTime At, double Price);

    private sealed record Last
    {
        public double? Price { get; init; }
    }

    private class Unruled : FeatureRepository
    {
        public Entity<string> Shop { get; } = new("shop_id");

        public EventSource<Sale> Sales { get; } = Source.Csv<Sale>("sales.csv", eventTime: s => s.At);

        public RowView<Last> Last => Sales.LatestBy(Shop, s => s.Shop, s => new Last { Price = s.Price });

        public FeatureService Everything => Service([Last]);
    }

    private sealed class Ruled : Unruled
    {
        public AlertRule BrokenSales => Alert.When(AlertKind.CheckFailed).Or(AlertKind.SchemaChanged).On(Sales).On(Last).On(Everything).To("data");

        public AlertRule AllErrors { get; } = Alert.Any().Or(AlertKind.Drift).AtLeast(AlertSeverity.Error).To("mail", "pager");
    }

    private sealed class Mute : FeatureRepository
    {
        public AlertRule Silent { get; } = Alert.Any();
    }
}
