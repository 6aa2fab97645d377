using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>The map that an aggregation with buckets gives.</summary>
internal static class BucketResults
{
    /// <summary>Invalid where one of the values is; null where no bucket has one; buckets whose value is null are left out. All are of one type.</summary>
    public static FeatureValue ToMap(IReadOnlyList<(string Name, FeatureValue Value)> results)
    {
        if (results.Any(r => r.Value.IsInvalid))
        {
            return FeatureValue.Invalid;
        }

        var values = results.Where(r => !r.Value.IsNull).ToArray();
        return values.Length == 0 ? FeatureValue.Null : values[0].Value.Type switch
        {
            ColumnType.Float64 => FeatureValue.From(Of(values, v => v.AsFloat64())),
            ColumnType.String => FeatureValue.From(Of(values, v => v.AsString()!)),
            ColumnType.Int64List => FeatureValue.From(Of(values, v => v.As<long[]>()!)),
            ColumnType.Float64List => FeatureValue.From(Of(values, v => v.As<double[]>()!)),
            ColumnType.StringList => FeatureValue.From(Of(values, v => v.As<string[]>()!)),
            _ => FeatureValue.From(Of(values, v => v.AsInt64())),
        };
    }

    private static FeatureMap<T> Of<T>(IEnumerable<(string Name, FeatureValue Value)> results, Func<FeatureValue, T> value)
        where T : notnull => new(results.Select(r => KeyValuePair.Create(r.Name, value(r.Value))));
}
