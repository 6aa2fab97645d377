namespace Retail;

/// <summary>What a customer has bought lately.</summary>
public sealed record CustomerSpend
{
    public double Revenue7d { get; init; }

    public double Revenue30d { get; init; }

    public double Revenue90d { get; init; }

    public long Orders7d { get; init; }

    public long Orders30d { get; init; }

    public long Orders90d { get; init; }

    public long Products30d { get; init; }

    public long Products90d { get; init; }

    public double? AverageBasket90d { get; init; }

    public double? RecencyDays { get; init; }
}

/// <summary>The customer as of the newest order line.</summary>
public sealed record CustomerProfile
{
    public string? Country { get; init; }

    public bool? IsDomestic { get; init; }

    public double? LastUnitPrice { get; init; }
}

/// <summary>Whether a customer is speeding up or slowing down.</summary>
public sealed record Momentum
{
    /// <summary>Revenue of the last 30 days over the 90-day average for 30 days; null without revenue.</summary>
    public double? RevenueTrend { get; init; }

    public double? OrdersPerMonth { get; init; }
}
