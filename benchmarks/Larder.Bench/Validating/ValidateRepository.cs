using Larder.Quality.Checks;

namespace Larder.Bench.Validating;

/// <summary>An order line as the table has it.</summary>
public sealed record Item(DateTime SoldAt, string Sku, string? Customer, string Country, string? Note, int Quantity, long Stock, double Price);

/// <summary>A source with a suite of twenty expectations that hold, though not of every row.</summary>
public sealed class ValidateRepository : FeatureRepository
{
    public Entity<string> Customer { get; } = new("customer_id");

    public EventSource<Item> Items { get; } = Source.Parquet<Item>("items.parquet", i => i.SoldAt, "Items").Expect(items => items.RowCount(atLeast: 0).Check(
        Expect.RowCount<Item>(),
        Expect.Column((Item i) => i.Sku).NotNull(),
        Expect.Column((Item i) => i.Customer).NotNull(mostly: 0.7),
        Expect.Column((Item i) => i.Note).NullRatio(atMost: 0.9),
        Expect.Column((Item i) => i.Country).InSet(["country 0", "country 1", "country 2", "country 3", "country 4", "country 5", "country 6", "country 7"], mostly: 0.7),
        Expect.Column((Item i) => i.Quantity).Between(1, 10_000, mostly: 0.9),
        Expect.Column((Item i) => i.Price).Between(0, 1_000, above: true, mostly: 0.9),
        Expect.Column((Item i) => i.Price).Finite(),
        Expect.Column((Item i) => i.Sku).LengthBetween(5, 12),
        Expect.Column((Item i) => i.Sku).Matches("^sku [0-9]+$"),
        Expect.Column((Item i) => i.Note).Like("note%"),
        Expect.Column((Item i) => i.Note).NotBlank(),
        Expect.Pair((Item i) => i.Quantity, i => i.Stock).Compare(Comparison.LessOrEqual, mostly: 0.5),
        Expect.Column((Item i) => i.SoldAt).SaneTime(),
        Expect.Column((Item i) => i.Price).Min(0),
        Expect.Column((Item i) => i.Quantity).Max(atMost: 10_000),
        Expect.Column((Item i) => i.Price).Mean(1, 1_000),
        Expect.Column((Item i) => i.Price).Stddev(0, 1_000),
        Expect.Column((Item i) => i.Quantity).Sum(0),
        Expect.Column((Item i) => i.Country).DistinctCount(1, 100)));

    public RowView<LastPrice> Last => Items.LatestBy(Customer, i => i.Customer, i => new LastPrice(i.Price));
}

/// <summary>A feature, so that the source is used.</summary>
public sealed record LastPrice(double? Price);
