using Larder.Catalog;

namespace Larder.Offline.Evolution;

public sealed record OldFee(string Customer, DateTime At, int Count, float Rate, string? Note);

public sealed record NewFee(string Customer, string? Remark, DateTime At, long Count, double Rate, string? Channel);

public sealed record FeeSums(long Count, double Rate, long Remarks);

public sealed record FeeLast(string? Remark, string? Channel, double? Rate);

/// <summary>A source as it was first.</summary>
public sealed class OldFees : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new OldFees().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<OldFee> Fees { get; } = Source.Csv<OldFee>("fees.csv", f => f.At).Expect(fees => fees.Row("count_positive", f => f.Count > 0));

    public RowView<FeeLast> LastFee => Fees.LatestBy(Customer, f => f.Customer, f => new FeeLast(f.Note, null, f.Rate));
}

/// <summary>The same with wider types, a new name, a new column and another order.</summary>
public sealed class NewFees : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new NewFees().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<NewFee> Fees { get; } = Source.Csv<NewFee>("fees.csv", f => f.At)
        .WithRenamed(f => f.Remark, "comment").WithRenamed(f => f.Remark, "note").Expect(fees => fees.Row("count_positive", f => f.Count > 0));

    public RowView<FeeLast> LastFee => Fees.LatestBy(Customer, f => f.Customer, f => new FeeLast(f.Remark, f.Channel, f.Rate));

    public AggregateView<FeeSums> FeeSums => Fees.AggregateBy(Customer, f => f.Customer, w => new FeeSums(
        w.Sum(f => f.Count, Window.Lifetime),
        w.Sum(f => f.Rate, Window.Lifetime),
        w.CountDistinct(f => f.Remark, Window.Lifetime)));

    public FeatureService OfCustomer => Service([LastFee, FeeSums]);
}

public sealed record NarrowFee(string Customer, DateTime At, int Count, string Rate, string Channel);

/// <summary>What the old rows cannot become.</summary>
public sealed class BadFees : FeatureRepository
{
    public static readonly FeatureCatalog Catalog = new BadFees().Build();

    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<NarrowFee> Fees { get; } = Source.Csv<NarrowFee>("fees.csv", f => f.At);

    public RowView<FeeLast> LastFee => Fees.LatestBy(Customer, f => f.Customer, f => new FeeLast(f.Channel, null, null));
}
