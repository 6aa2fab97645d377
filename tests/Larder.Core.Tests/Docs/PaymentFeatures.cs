namespace Larder.Docs;

// snippet:features
public sealed record Activity
{
    public long Count7d { get; init; }

    public double Amount7d { get; init; }

    public long Pieces7d { get; init; }

    public double? MeanAmount30d { get; init; }

    public double? LeastAmount30d { get; init; }

    public double? GreatestAmount30d { get; init; }

    public long Merchants30d { get; init; }

    public double? HoursSinceLast { get; init; }

    public long CountEver { get; init; }

    public double? RefundShare30d { get; init; }

    public double? WeekOverMonth { get; init; }
}
// end-snippet

// snippet:row-features
public sealed record LastPayment
{
    public string? Merchant { get; init; }

    public double? Amount { get; init; }

    public bool? IsLarge { get; init; }
}
// end-snippet

public sealed record Pace(double? PerPayment);

public sealed record Comparison(double? LastToMean);

public sealed record Fit(double? ToMean, bool? IsForeign);

public sealed record Basket(bool? IsSmall);
