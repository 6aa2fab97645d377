using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>Makes a map of the results of buckets, which are of one type.</summary>
internal static class BucketResults
{
    /// <param name="results">At least one; none is null.</param>
    public static FeatureValue Map(IReadOnlyList<(string Name, FeatureValue Value)> results) => results[0].Value.Type switch
    {
        ColumnType.Float64 => FeatureValue.From(Of(results, v => v.AsFloat64())),
        ColumnType.String => FeatureValue.From(Of(results, v => v.AsString()!)),
        ColumnType.Int64List => FeatureValue.From(Of(results, v => v.As<long[]>()!)),
        ColumnType.Float64List => FeatureValue.From(Of(results, v => v.As<double[]>()!)),
        ColumnType.StringList => FeatureValue.From(Of(results, v => v.As<string[]>()!)),
        _ => FeatureValue.From(Of(results, v => v.AsInt64())),
    };

    private static FeatureMap<T> Of<T>(IEnumerable<(string Name, FeatureValue Value)> results, Func<FeatureValue, T> value)
        where T : notnull => new(results.Select(r => KeyValuePair.Create(r.Name, value(r.Value))));
}
