using Larder.Types;

namespace Larder.Reference;

/// <summary>Values of every column type, with the edges that a path may lose: NaN of other bits, -0.0, empty lists, empty and odd texts.</summary>
public static class GeneratedValues
{
    private static readonly string[] Texts = ["", "a", "ä", "🥫", "日本", "a\0b", "it's", "\"", "[x, y]", "{a: 1}", "null", "NULL", " ", "\r\n", new('x', 300)];

    private static readonly double[] Doubles =
    [
        0.0, -0.0, double.NaN, BitConverter.Int64BitsToDouble(0x7FF8000000000123), BitConverter.Int64BitsToDouble(-1), double.PositiveInfinity,
        double.NegativeInfinity, double.Epsilon, double.MaxValue, 0.1,
    ];

    private static readonly float[] Singles =
        [0f, -0f, float.NaN, BitConverter.Int32BitsToSingle(0x7FC00123), BitConverter.Int32BitsToSingle(-1), float.PositiveInfinity, float.Epsilon, float.MaxValue, 0.1f];

    /// <summary>The types of lists and maps that columns of events have.</summary>
    public static IReadOnlyList<ColumnType> Composites { get; } = [.. Enum.GetValues<ColumnType>().Where(t => t is >= ColumnType.Float32List and <= ColumnType.Float64Map)];

    /// <summary>The types of maps that only features have.</summary>
    public static IReadOnlyList<ColumnType> Maps { get; } = [.. Enum.GetValues<ColumnType>().Where(t => t > ColumnType.Float64Map)];

    /// <summary>A value of a list or map, or null.</summary>
    public static FeatureValue Of(ColumnType type, Random random) => random.Next(8) == 0 ? FeatureValue.Null : type switch
    {
        ColumnType.Float32List => FeatureValue.From(List(random, Single)),
        ColumnType.Int64List => FeatureValue.From(List(random, Whole)),
        ColumnType.Float64List => FeatureValue.From(List(random, Double)),
        ColumnType.StringList => FeatureValue.From(List(random, Text)),
        ColumnType.Int64Map => FeatureValue.From(Map(random, Whole)),
        ColumnType.Float64Map => FeatureValue.From(Map(random, Double)),
        ColumnType.StringMap => FeatureValue.From(Map(random, Text)),
        ColumnType.Int64ListMap => FeatureValue.From(Map(random, r => List(r, Whole))),
        ColumnType.Float64ListMap => FeatureValue.From(Map(random, r => List(r, Double))),
        ColumnType.StringListMap => FeatureValue.From(Map(random, r => List(r, Text))),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a list or map"),
    };

    /// <summary>The value after ingestion: there, zeros and NaNs have one form.</summary>
    public static FeatureValue Ingested(FeatureValue value) => value.Type switch
    {
        ColumnType.Float32List => FeatureValue.From(Array.ConvertAll(value.As<float[]>()!, v => float.IsNaN(v) ? float.NaN : v == 0 ? 0f : v)),
        ColumnType.Float64List => FeatureValue.From(Array.ConvertAll(value.As<double[]>()!, OneForm)),
        ColumnType.Float64Map => FeatureValue.From(new FeatureMap<double>(value.As<FeatureMap<double>>()!.Select(e => KeyValuePair.Create(e.Key, OneForm(e.Value))))),
        _ => value,
    };

    private static double OneForm(double value) => double.IsNaN(value) ? double.NaN : value == 0 ? 0.0 : value;

    private static T[] List<T>(Random random, Func<Random, T> element) =>
        [.. Enumerable.Range(0, random.Next(4) == 0 ? 0 : random.Next(1, 9)).Select(_ => element(random))];

    private static FeatureMap<T> Map<T>(Random random, Func<Random, T> element)
        where T : notnull => new(List(random, Text).Distinct().Select(key => KeyValuePair.Create(key, element(random))));

    private static long Whole(Random random) => random.Next(4) == 0 ? long.MinValue + random.Next(2) : random.NextInt64(long.MinValue, long.MaxValue);

    private static double Double(Random random) => random.Next(3) == 0 ? Doubles[random.Next(Doubles.Length)] : random.NextDouble() - 0.5;

    private static float Single(Random random) => random.Next(3) == 0 ? Singles[random.Next(Singles.Length)] : random.NextSingle() - 0.5f;

    private static string Text(Random random) => Texts[random.Next(Texts.Length)] + (random.Next(3) == 0 ? random.Next(5).ToString(System.Globalization.CultureInfo.InvariantCulture) : string.Empty);
}
