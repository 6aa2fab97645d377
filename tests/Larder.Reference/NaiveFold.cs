using System.Collections.Immutable;
using System.Numerics;
using Larder.Aggregation;
using Larder.Types;

namespace Larder.Reference;

/// <summary>Everything that any aggregation needs of some events; immutable.</summary>
internal sealed record NaiveFold
{
    public static NaiveFold Empty { get; } = new();

    private long Count { get; init; }

    private double Sum { get; init; }

    private BigInteger IntegerSum { get; init; }

    private FeatureValue Least { get; init; }

    private FeatureValue Greatest { get; init; }

    private ImmutableHashSet<FeatureValue> Distinct { get; init; } = [];

    private Instant? Last { get; init; }

    /// <summary>This and one later event.</summary>
    public NaiveFold With(NaiveEvent e, int input)
    {
        var value = input < 0 ? FeatureValue.Null : e.Inputs[input];
        var isInteger = value.Type is ColumnType.Int64 or ColumnType.Int32;
        return new NaiveFold
        {
            Count = Count + 1,
            Sum = value.Type == ColumnType.Float64 ? Sum + value.AsFloat64() : Sum,
            IntegerSum = isInteger ? IntegerSum + value.AsInt64() : IntegerSum,
            Least = Earlier(Least, value),
            Greatest = Later(Greatest, value),
            Distinct = value.IsNull ? Distinct : Distinct.Add(OfOne(value)),
            Last = e.Order.EventTime,
        };
    }

    /// <summary>This and a later fold.</summary>
    public NaiveFold MergedWith(NaiveFold later) => new()
    {
        Count = Count + later.Count,
        Sum = Sum + later.Sum,
        IntegerSum = IntegerSum + later.IntegerSum,
        Least = Earlier(Least, later.Least),
        Greatest = Later(Greatest, later.Greatest),
        Distinct = Distinct.Union(later.Distinct),
        Last = later.Last ?? Last,
    };

    /// <summary>The aggregation's value.</summary>
    public FeatureValue Finish(AggregationKind kind, ColumnType? input, Instant at) => kind switch
    {
        AggregationKind.Count => FeatureValue.From(Count),
        AggregationKind.Sum when input == ColumnType.Int64 => FeatureValue.From((long)IntegerSum),
        AggregationKind.Sum => FeatureValue.From(OneNaN(Sum)),
        AggregationKind.Mean => Count == 0 ? FeatureValue.Null : FeatureValue.From(OneNaN(Sum) / Count),
        AggregationKind.Min => Least,
        AggregationKind.Max => Greatest,
        AggregationKind.CountDistinct => FeatureValue.From((long)Distinct.Count),
        AggregationKind.SecondsSinceLast => Last is { } last ? FeatureValue.From((at.Microseconds - last.Microseconds) / 1_000_000d) : FeatureValue.Null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such aggregation"),
    };

    /// <summary>The processor may choose among several NaNs, so a computed one has one form.</summary>
    private static double OneNaN(double value) => double.IsNaN(value) ? double.NaN : value;

    /// <summary>Of numbers that count as one value, one.</summary>
    private static FeatureValue OfOne(FeatureValue value) =>
        value.Type != ColumnType.Float64 ? value : FeatureValue.From(value.AsFloat64() == 0 ? 0d : OneNaN(value.AsFloat64()));

    private static FeatureValue Earlier(FeatureValue known, FeatureValue next) =>
        known.IsNull ? next : !next.IsNull && ComesBefore(next, known) ? next : known;

    private static FeatureValue Later(FeatureValue known, FeatureValue next) =>
        known.IsNull ? next : !next.IsNull && ComesBefore(known, next) ? next : known;

    /// <summary>Numeric order, NaN last, -0 equal to 0.</summary>
    private static bool ComesBefore(FeatureValue left, FeatureValue right)
    {
        if (left.Type != ColumnType.Float64)
        {
            return left.AsInt64() < right.AsInt64();
        }

        var (a, b) = (left.AsFloat64(), right.AsFloat64());
        return double.IsNaN(b) ? !double.IsNaN(a) : a < b;
    }
}
