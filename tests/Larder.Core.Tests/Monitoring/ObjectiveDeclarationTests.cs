using Larder.Errors;
using Larder.Monitoring;

namespace Larder.Core.Tests.Monitoring;

public class ObjectiveDeclarationTests
{
    [Fact]
    public void Objectives_and_checks_make_no_new_version()
    {
        var plain = new MonitoredShop().Build();
        var watched = new MonitoredShop(
            view => view.WithFreshness(TimeSpan.FromMinutes(5), TimeSpan.FromDays(14)),
            (service, shop) => service.WithCoverage(0.99).WithRequired(shop.Spending, s => s.Amount).WithCanary("C1")
                .WithChecks(shop.Spending, [Expect.Column((Spending s) => s.Amount).Between(atLeast: 0)], share: 0.5),
            view => view.WithFreshness(TimeSpan.FromHours(1)).WithRequestChecks([Expect.Column((Asked a) => a.Amount).Between(0, 10)], refuses: true)).Build();

        watched.Definitions.Select(d => (d.Kind, d.Name, d.Definition.Hash)).ShouldBe(plain.Definitions.Select(d => (d.Kind, d.Name, d.Definition.Hash)));
        watched.View("spending").Freshness.ShouldBe(new FreshnessObjective(TimeSpan.FromMinutes(5), TimeSpan.FromDays(14)));
        watched.View("answer").Freshness.ShouldBe(new FreshnessObjective(TimeSpan.FromHours(1), TimeSpan.FromDays(28)));
        watched.Service("checkout").Coverage.ShouldBe(new CoverageObjective(0.99, TimeSpan.FromDays(28)));
        watched.Service("checkout").RequiredFeatures.Select(f => f.Feature.Name).ShouldBe(["amount"]);
        MonitoringReport.ServedChecks(watched).Select(c => (c.TallySubject, c.View, c.Share, c.Refuses)).ShouldBe(
            [("view answer/amount_between", "answer", 1, true), ("service checkout/amount_between", "spending", 0.5, false)]);
    }

    [Fact]
    public void A_service_that_declares_nothing_needs_all_its_features_in_95_of_100_requests()
    {
        var service = new MonitoredShop().Build().Service("checkout");

        service.Coverage.ShouldBe(new CoverageObjective(0.95, TimeSpan.FromDays(28)));
        service.RequiredFeatures.Select(f => $"{f.View.Name}:{f.Feature.Name}").ShouldBe(["spending:amount", "spending:at", "answer:double"]);
        MonitoredShop.Compile((s, shop) => s.WithRequired(shop.Answer).WithRequired(shop.Spending, f => f.At)).RequiredFeatures.Select(f => f.Feature.Name).ShouldBe(["at", "double"]);
    }

    [Fact]
    public void What_cannot_be_an_objective_is_refused()
    {
        Refused(() => new MonitoredShop(v => v.WithFreshness(TimeSpan.Zero)).Spending, "View spending: a freshness of 00:00:00 can never be met; give a positive age.");
        Refused(
            () => new MonitoredShop(v => v.WithFreshness(TimeSpan.FromHours(1), TimeSpan.FromDays(1))).Spending,
            "View spending: an objective over 1.00:00:00 is out of range; give from 7 to 31 days, for as long as tallies are kept.");
        Refused(
            () => MonitoredShop.Compile((s, _) => s.WithCoverage(1)),
            "MonitoredShop.Checkout: Service checkout: a coverage of 1 cannot be an objective; give a share above 0 and below 1, for example 0.95, so that some requests may fail.");
        Refused(
            () => MonitoredShop.Compile((s, _) => s.WithCoverage(double.NaN)),
            "MonitoredShop.Checkout: Service checkout: a coverage of NaN cannot be an objective; give a share above 0 and below 1, for example 0.95, so that some requests may fail.");
        Refused(
            () => MonitoredShop.Compile((s, _) => s.WithCoverage(0.9, TimeSpan.FromDays(32))),
            "MonitoredShop.Checkout: Service checkout: an objective over 32.00:00:00 is out of range; give from 7 to 31 days, for as long as tallies are kept.");
    }

    [Fact]
    public void What_is_required_or_checked_must_be_of_the_service()
    {
        Refused(() => MonitoredShop.Compile((s, shop) => s.WithRequired(shop.Ratio)), "Service checkout requires 'ratio', which is none of its features; require features of spending, answer.");
        Refused(() => MonitoredShop.Compile((s, shop) => s.WithRequired(shop.Ratio, r => r.Half)), "Service checkout requires 'ratio:half', which is none of its features; require features of spending, answer.");
        Refused(
            () => MonitoredShop.Compile((s, shop) => s.WithRequired(shop.Spending, f => f.Amount + 1)),
            "MonitoredShop.Checkout: Service checkout: what is required of view spending are features, one for each lambda, as in s => s.Revenue30d.");
        Refused(
            () => MonitoredShop.Compile((s, shop) => s.WithChecks(shop.Ratio, [Expect.Column((Ratio r) => r.Half).NotNull()])),
            "Service checkout checks view ratio, which it does not have; it has spending, answer.");
    }

    [Fact]
    public void A_canary_has_the_keys_of_the_service()
    {
        MonitoredShop.Compile((s, _) => s.WithCanary("C1").WithCanary("C2")).Canaries.Select(c => c.Single().AsString()).ShouldBe(["C1", "C2"]);
        Refused(() => MonitoredShop.Compile((s, _) => s.WithCanary("C1", 7)), "Service checkout: a canary has 2 join keys, and the service takes 1; give customer_id.");
        Refused(() => MonitoredShop.Compile((s, _) => s.WithCanary(7)), "Service checkout: customer_id of a canary is int, and the join key is string; give a value of that type.");
    }

    [Fact]
    public void A_check_on_requests_is_one_of_single_rows_over_the_request()
    {
        Refused(
            () => new MonitoredShop(answer: v => v.WithRequestChecks([Expect.RowCount<Asked>()])).Answer,
            "view answer: check row_count looks at many rows, and a request is judged one entity at a time; take a check of single rows, without mostly and GroupBy.");
        Refused(
            () => new MonitoredShop(answer: v => v.WithRequestChecks([Expect.Column((Asked a) => a.Amount).Between(0, 1, mostly: 0.9)])).Answer,
            "view answer: check amount_between looks at many rows, and a request is judged one entity at a time; take a check of single rows, without mostly and GroupBy.");
        Refused(
            () => new MonitoredShop(answer: v => v.WithRequestChecks([Expect.Column((Asked a) => a.Amount).Between(0, 1)], share: 0)).Answer,
            "view answer: a share of 0 of the requests is out of range; give a number above 0, at most 1.");
        Refused(
            () => new MonitoredShop(answer: v => v.WithRequestChecks([Expect.Column((Asked a) => a.Amount).Between(0, 1)], share: 0.5, refuses: true)).Answer,
            "view answer: checks that refuse requests look at all of them; leave out the share, or count only.");
        Refused(
            () => new MonitoredShop(answer: v => v.WithRequestChecks([Expect.Column((Asked a) => a.Amount).Between(0, 1)]).WithRequestChecks([Expect.Column((Asked a) => a.Amount).Between(0, 2)])).Answer,
            "view answer: two checks are named 'amount_between'; give one another name with Named(…).");
        Refused(
            () => new MonitoredShop(answer: v => v.WithRequestChecks([Expect.Column((Order o) => o.Amount).Between(0, 1)])).Answer,
            "View answer takes request data of type Asked, not Order; write its checks over Asked.");
        Refused(
            () => new MonitoredShop().Ratio.WithRequestChecks([Expect.Column((Asked a) => a.Amount).Between(0, 1)]),
            "View ratio takes no request data, so there is nothing to check; give the checks to a view that does, or to a service.");
    }

    [Fact]
    public void One_view_has_one_objective()
    {
        Refused(
            () => new TwoMinds().Build(),
            "Service checkout uses a view 'spending' with another objective or other checks than the view of that name; declare them on the repository's property.");
    }

    private static void Refused(Func<object> declare, string message) => Should.Throw<InvalidDefinitionException>(declare).Message.ShouldBe(message);

    private sealed class TwoMinds : FeatureRepository
    {
        public Entity<string> Customer { get; } = new("customer_id");

        public EventSource<Order> Orders { get; } = Source.Csv<Order>("orders.csv", eventTime: o => o.At);

        public RowView<Spending> Spending => Orders.LatestBy(Customer, o => o.CustomerId, o => new Spending { Amount = o.Amount, At = o.At });

        public FeatureService Checkout => Service([Spending.WithFreshness(TimeSpan.FromDays(1))]);
    }
}
