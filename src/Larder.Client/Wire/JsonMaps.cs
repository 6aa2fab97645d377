using Larder.Types;

namespace Larder.Client.Wire;

/// <summary>
/// Which map an object of an answer is. JSON does not keep types: numbers are int64 where all are whole, else float64; texts that all are NaN or an
/// infinity are numbers; an empty list is of the type of the others.
/// </summary>
internal static class JsonMaps
{
    /// <summary>The map of entries that were read one by one; null where they are of no one type.</summary>
    public static FeatureValue Of(IReadOnlyDictionary<string, FeatureValue> entries)
    {
        if (entries.Values.All(e => e.Type == ColumnType.Int64))
        {
            return FeatureValue.From(Map(entries, e => e.AsInt64()));
        }

        if (entries.Values.All(e => FeatureValueExtensions.Number(e) is not null))
        {
            return FeatureValue.From(Map(entries, e => FeatureValueExtensions.Number(e)!.Value));
        }

        if (entries.Values.All(e => e.Type == ColumnType.String))
        {
            return FeatureValue.From(Map(entries, e => e.AsString()!));
        }

        return entries.Values.All(e => e.Type.IsComposite()) ? OfLists(entries) : FeatureValue.Null;
    }

    private static FeatureValue OfLists(IReadOnlyDictionary<string, FeatureValue> lists)
    {
        if (lists.Values.All(l => l.Type == ColumnType.Int64List))
        {
            return FeatureValue.From(Map(lists, l => l.As<long[]>()!));
        }

        if (lists.Values.All(l => l.ToNumbers() is not null))
        {
            return FeatureValue.From(Map(lists, l => l.ToNumbers()!));
        }

        return lists.Values.All(l => l.Type == ColumnType.StringList || l.As<long[]>() is { Length: 0 })
            ? FeatureValue.From(Map(lists, l => l.As<string[]>() ?? []))
            : FeatureValue.Null;
    }

    private static FeatureMap<T> Map<T>(IEnumerable<KeyValuePair<string, FeatureValue>> entries, Func<FeatureValue, T> value)
        where T : notnull => new(entries.Select(e => KeyValuePair.Create(e.Key, value(e.Value))));
}
