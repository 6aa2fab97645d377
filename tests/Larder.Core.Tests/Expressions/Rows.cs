using System.Linq.Expressions;
using Larder.Types;

namespace Larder.Core.Tests.Expressions;

/// <summary>An event with a column of every type, nullable and not, made by its constructor.</summary>
public sealed record Sale(
    string Code, string? Note, int Quantity, int? Maybe, long Big, float Ratio, double Price, double? Discount, bool Paid, bool? Checked, DateTime At, DateTime? Sent)
{
    public double Amount => Quantity * Price;

    public int Length => Code.Length + (Note?.Length ?? 0);
}

/// <summary>The same by initialisers.</summary>
public sealed record InitSale
{
    public string Code { get; init; } = "unset";

    public required int Quantity { get; init; }

    public double? Price { get; init; }

    public double Total => (Price ?? 0) * Quantity;
}

/// <summary>The same by both, and by a plain class.</summary>
public sealed record MixedSale(string Code)
{
    public int Quantity { get; init; } = -1;

    public string Label => $"{Code}x{Quantity.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}

public sealed class PlainSale
{
    public string Code { get; set; } = "unset";

    public int Quantity { get; set; }

    public string Twice() => Code + Code;
}

/// <summary>Puts objects into batches, and compares a compiled row function with the lambda itself.</summary>
internal static class Rows
{
    private static readonly double[] Doubles = [0, -0.0, 1, -2.5, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, 7];
    private static readonly int[] Ints = [0, 1, -1, 2, 7, int.MaxValue, int.MinValue, 100];
    private static readonly long[] Longs = [0, 1, -1, 3, long.MaxValue, long.MinValue];
    private static readonly string[] Texts = ["", "C1", "c1", "C", "United Kingdom", "ä", "🥫", "12", " x "];

    public static EventBatch Batch<T>(IReadOnlyList<T> objects)
    {
        var batch = new EventBatch(EventSchema.Of(typeof(T)), objects.Count) { Count = objects.Count };
        foreach (var (row, value) in objects.Index())
        {
            foreach (var (index, column) in batch.Schema.Columns.Index())
            {
                batch.Columns[index].Set(row, Forms.Wrap(typeof(T).GetProperty(column.Property)!.GetValue(value)));
            }
        }

        return batch;
    }

    public static IReadOnlyList<Sale> Sales(int count)
    {
        var random = new Random(11);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => new Sale(
                Pick(random, Texts), random.Next(3) == 0 ? null : Pick(random, Texts), Pick(random, Ints), random.Next(3) == 0 ? null : Pick(random, Ints),
                Pick(random, Longs), (float)Pick(random, Doubles), Pick(random, Doubles), random.Next(3) == 0 ? null : Pick(random, Doubles),
                random.Next(2) == 0, random.Next(3) == 0 ? null : random.Next(2) == 0,
                DateTime.UnixEpoch.AddSeconds(random.Next(-1_000_000, 1_000_000)), random.Next(3) == 0 ? null : DateTime.UnixEpoch.AddDays(random.Next(100)))),
        ];
    }

    /// <summary>The lambda itself, its row form and its column form give the same bits, or throw the same.</summary>
    public static void Agree<T, TValue>(IReadOnlyList<T> objects, Expression<Func<T, TValue>> lambda) =>
        new Forms<T>(Batch(objects), objects, lambda).Disagreement().ShouldBeNull();

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
