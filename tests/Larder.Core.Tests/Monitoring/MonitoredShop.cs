using Larder.Catalog;

namespace Larder.Core.Tests.Monitoring;

public sealed record Order(string CustomerId, int StoreId, DateTime At, double Amount);

public sealed record Spending
{
    public double? Amount { get; init; }

    public DateTime? At { get; init; }
}

public sealed record Asked(double Amount, string? Coupon);

public sealed record Answer
{
    public double? Double { get; init; }
}

public sealed record Ratio
{
    public double? Half { get; init; }
}

/// <summary>A repository whose view and service a test declares.</summary>
public sealed class MonitoredShop(
    Func<RowView<Spending>, RowView<Spending>>? view = null,
    Func<FeatureService, MonitoredShop, FeatureService>? service = null,
    Func<OnDemandView<Answer>, OnDemandView<Answer>>? answer = null) : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Order> Orders { get; } = Source.Csv<Order>("orders.csv", eventTime: o => o.At);

    public RowView<Spending> Spending => (view ?? (v => v))(Plain);

    public OnDemandView<Answer> Answer => (answer ?? (v => v))(OnDemandWithRequest(Spending, (Asked a, Spending s) => new Answer { Double = 2 * a.Amount }));

    public OnDemandView<Ratio> Ratio => OnDemand(Spending, (Spending s) => new Ratio { Half = s.Amount / 2 });

    public FeatureService Checkout => (service ?? ((s, _) => s))(Service([Spending, Answer]), this);

    private RowView<Spending> Plain => Orders.LatestBy(Customer, o => o.CustomerId, o => new Spending { Amount = o.Amount, At = o.At }, "spending");

    public static CompiledService Compile(Func<FeatureService, MonitoredShop, FeatureService> service) => new MonitoredShop(service: service).Build().Service("checkout");
}
