using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>The map that an aggregation with buckets gives.</summary>
internal static class BucketResults
{
    /// <summary>Invalid where one of the values is; null where no bucket has one; buckets whose value is null are left out.</summary>
    public static FeatureValue ToMap(IReadOnlyList<(string Name, FeatureValue Value)> results)
    {
        if (results.Any(r => r.Value.IsInvalid))
        {
            return FeatureValue.Invalid;
        }

        var values = results.Where(r => !r.Value.IsNull).ToArray();
        return values.Length == 0
            ? FeatureValue.Null
            : values[0].Value.Type == ColumnType.Float64
                ? FeatureValue.From(new FeatureMap<double>(values.Select(v => KeyValuePair.Create(v.Name, v.Value.AsFloat64()))))
                : FeatureValue.From(new FeatureMap<long>(values.Select(v => KeyValuePair.Create(v.Name, v.Value.AsInt64()))));
    }
}
