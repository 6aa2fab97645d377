using Larder.Types;

namespace Larder.Client.Wire;

/// <summary>Reads lists and maps out of answers, whose JSON does not keep the types of numbers.</summary>
public static class FeatureValueExtensions
{
    /// <summary>A list's numbers as doubles, which hold every float32 exactly; null for null, and where the value is no list of numbers.</summary>
    /// <param name="value">A value of an answer.</param>
    public static double[]? ToNumbers(this FeatureValue value) => value.Type switch
    {
        ColumnType.Int64List => Array.ConvertAll(value.As<long[]>()!, v => (double)v),
        ColumnType.Float32List => Array.ConvertAll(value.As<float[]>()!, v => (double)v),
        ColumnType.Float64List => value.As<double[]>(),
        ColumnType.StringList => Numbers(value.As<string[]>()!),
        _ => null,
    };

    /// <summary>A map's numbers as doubles; null for null, and where the value is no map.</summary>
    /// <param name="value">A value of an answer.</param>
    public static FeatureMap<double>? ToNumberMap(this FeatureValue value) => value.Type == ColumnType.Int64Map
        ? new FeatureMap<double>(value.As<FeatureMap<long>>()!.Select(e => KeyValuePair.Create(e.Key, (double)e.Value)))
        : value.As<FeatureMap<double>>();

    /// <summary>A map's lists of numbers as doubles; null for null, and where the value is no map of lists of numbers.</summary>
    /// <param name="value">A value of an answer.</param>
    public static FeatureMap<double[]>? ToNumberListMap(this FeatureValue value) => value.Type == ColumnType.Int64ListMap
        ? new FeatureMap<double[]>(value.As<FeatureMap<long[]>>()!.Select(e => KeyValuePair.Create(e.Key, Array.ConvertAll(e.Value, v => (double)v))))
        : value.As<FeatureMap<double[]>>();

    internal static double? Number(FeatureValue element) => element.Type switch
    {
        ColumnType.Int64 => element.AsInt64(),
        ColumnType.Float64 => element.AsFloat64(),
        _ => element.AsString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        },
    };

    /// <summary>A list of NaNs alone looks like a list of texts.</summary>
    private static double[]? Numbers(string[] texts)
    {
        var numbers = Array.ConvertAll(texts, t => Number(FeatureValue.From(t)));
        return Array.Exists(numbers, n => n is null) ? null : Array.ConvertAll(numbers, n => n!.Value);
    }
}
