namespace Retail;

/// <summary>What a customer has bought lately. Money in pounds; cancellations and returns do not count.</summary>
public sealed record CustomerSpend
{
    /// <summary>Money spent in the last 7 days; 0 without purchases.</summary>
    public double Revenue7d { get; init; }

    /// <summary>Money spent in the last 30 days; 0 without purchases.</summary>
    public double Revenue30d { get; init; }

    /// <summary>Money spent in the last 90 days; 0 without purchases.</summary>
    public double Revenue90d { get; init; }

    /// <summary>Invoices of the last 7 days.</summary>
    public long Orders7d { get; init; }

    /// <summary>Invoices of the last 30 days.</summary>
    public long Orders30d { get; init; }

    /// <summary>Invoices of the last 90 days.</summary>
    public long Orders90d { get; init; }

    /// <summary>Different products of the last 30 days.</summary>
    public long Products30d { get; init; }

    /// <summary>Different products of the last 90 days.</summary>
    public long Products90d { get; init; }

    /// <summary>Money per invoice in the last 90 days; null without purchases.</summary>
    public double? AverageBasket90d { get; init; }

    /// <summary>Days since the last purchase, with fractions; null when it is more than 90 days ago.</summary>
    public double? RecencyDays { get; init; }
}

/// <summary>The customer as of the newest order line, cancellations included.</summary>
public sealed record CustomerProfile
{
    /// <summary>Where the customer lives, in the shop's words.</summary>
    public string? Country { get; init; }

    /// <summary>Whether that is the United Kingdom.</summary>
    public bool? IsDomestic { get; init; }

    /// <summary>Pounds per piece on that line.</summary>
    public double? LastUnitPrice { get; init; }
}

/// <summary>Whether a customer is speeding up or slowing down.</summary>
public sealed record Momentum
{
    /// <summary>Revenue of the last 30 days over the 90-day average for 30 days; null without revenue.</summary>
    public double? RevenueTrend { get; init; }

    /// <summary>Invoices per 30 days, averaged over the last 90.</summary>
    public double? OrdersPerMonth { get; init; }
}
