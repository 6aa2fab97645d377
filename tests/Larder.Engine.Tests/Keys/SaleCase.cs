using Larder.Composite;
using Larder.Types;

namespace Larder.Keys;

/// <summary>A sale that was ingested: itself and its place in the total order.</summary>
internal sealed record Sold(Sale Sale, EventOrder Order);

/// <summary>
/// Generated sales whose key parts look like one another: texts that hold separators, NULs, digits or nothing, integers of both signs and at both
/// ends; each part missing at times; few instants, so that ties are the rule.
/// </summary>
internal sealed class SaleCase
{
    public static readonly string?[] Texts = ["", "\0", "\0\0", "\0\u0001", "\u0001", "a", "a\0", "a\0\0b", "1", "01", "-1", "8000000000000001", "x,y|z'\"; --", "ünï 💥", null];

    public static readonly long?[] Longs = [1, -1, 0, 11, long.MinValue, long.MaxValue, null];

    public static readonly int?[] Ints = [1, -1, 0, 11, int.MinValue, int.MaxValue, null];

    private static readonly (string Name, ColumnType Type)[] Columns = [.. EventSchema.Of(typeof(Sale)).Columns.Select(c => (c.Name, c.Type))];

    private readonly Random _random;
    private readonly List<Sold> _history = [];

    public SaleCase(int seed, int sales, int values = 5)
    {
        _random = new Random(seed);
        (SomeTexts, SomeLongs, SomeInts) = (Some(Texts, values), Some(Longs, values), Some(Ints, values));
        for (var i = 0; i < sales; i++)
        {
            var at = Start + TimeSpan.FromHours(_random.Next(120)) + TimeSpan.FromMicroseconds(_random.Next(2));
            var known = at + Pick([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromHours(40)]);
            var sale = new Sale(
                Pick(SomeTexts), Pick(SomeLongs), Pick(SomeInts), Pick(SomeTexts), at.ToDateTime(), known.ToDateTime(), _random.Next(6) == 0 ? null : _random.Next(1000) / 7.0, _random.Next(3) == 0);
            _history.Add(new Sold(sale, new EventOrder(at, known, i)));
        }
    }

    public static Instant Start { get; } = Instant.From(new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc));

    public IReadOnlyList<string?> SomeTexts { get; }

    public IReadOnlyList<long?> SomeLongs { get; }

    public IReadOnlyList<int?> SomeInts { get; }

    public IReadOnlyList<Sold> History => _history;

    /// <summary>Writes the sales as Parquet.</summary>
    public string Write(string path)
    {
        VisitCase.Write(path, Columns, [.. _history.Select(h => Row(h.Sale))]);
        return path;
    }

    /// <summary>Join keys as a spine or a request may have them: of one sale or of several, or of nobody; each missing at times.</summary>
    public FeatureValue[] Ask(JoinKeys keys)
    {
        var whole = Pick(_history).Sale;
        return [.. keys.Columns.Select(c => _random.Next(3) > 0 ? Of(whole, c) : Value(c))];
    }

    /// <summary>A time around the sales, often exactly one of theirs.</summary>
    public Instant Time() => _random.Next(2) == 0 ? Pick(_history).Order.KnownAt : Start + TimeSpan.FromHours(_random.Next(200));

    /// <summary>The values of an entity's key in a sale.</summary>
    public static FeatureValue[] KeyOf(Entity entity, Sale sale) => [.. entity.KeyParts.Select(p => Of(sale, p))];

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private static FeatureValue Of(Sale sale, KeyPart part) => part.Name switch
    {
        "customer_id" => FeatureValue.From(sale.Customer),
        "product_id" or "rowid" => FeatureValue.From(sale.Product),
        "store_id" => FeatureValue.From(sale.Store),
        "column0" => FeatureValue.From((long?)sale.Till),
        _ => FeatureValue.From(sale.Till),
    };

    private FeatureValue Value(KeyPart part) => part.Type switch
    {
        ColumnType.String => FeatureValue.From(Pick(Texts)),
        ColumnType.Int32 => FeatureValue.From(Pick(Ints)),
        _ => FeatureValue.From(Pick(Longs)),
    };

    private static FeatureValue[] Row(Sale s) =>
    [
        FeatureValue.From(s.Customer), FeatureValue.From(s.Store), FeatureValue.From(s.Till), FeatureValue.From(s.Product),
        FeatureValue.From(s.At), FeatureValue.From(s.KnownAt), FeatureValue.From(s.Amount), FeatureValue.From(s.IsLarge),
    ];

    /// <summary>Some of the values, and null.</summary>
    private T?[] Some<T>(IReadOnlyList<T?> all, int count) => [.. all.SkipLast(1).OrderBy(_ => _random.Next()).Take(count), all[^1]];
}
