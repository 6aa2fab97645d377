using Larder.DuckDb;
using Larder.Types;

namespace Larder.Engine;

/// <summary>Lists and maps in the engine's vectors. The engine's may hold nulls and a key twice, Larder's never do.</summary>
internal static class CompositeVectors
{
    /// <summary>A row of a vector of a list's or map's type; false where an element is null or a key comes twice.</summary>
    public static bool TryRead(DuckDbVector vector, int row, ColumnType type, out FeatureValue value)
    {
        value = FeatureValue.Null;
        if (!vector.IsValid(row))
        {
            return true;
        }

        var (first, length) = vector.ListEntry(row);
        var child = vector.Child;
        if (type >= ColumnType.Int64Map)
        {
            return TryReadMap(child.Field(0), child.Field(1), first, length, type, out value);
        }

        if (HasNull(child, first, length))
        {
            return false;
        }

        value = type switch
        {
            ColumnType.Float32List => FeatureValue.From(child.Values<float>().Slice(first, length).ToArray()),
            ColumnType.Int64List => FeatureValue.From(child.Values<long>().Slice(first, length).ToArray()),
            ColumnType.Float64List => FeatureValue.From(child.Values<double>().Slice(first, length).ToArray()),
            _ => FeatureValue.From(Texts(child, first, length)),
        };
        return true;
    }

    /// <summary>Writes a list or map to a row of a vector of its type.</summary>
    public static void Write(DuckDbWriteVector vector, int row, FeatureValue value)
    {
        switch (value.Type)
        {
            case ColumnType.Float32List: WriteNumbers<float>(vector, row, value.As<float[]>()!); break;
            case ColumnType.Int64List: WriteNumbers<long>(vector, row, value.As<long[]>()!); break;
            case ColumnType.Float64List: WriteNumbers<double>(vector, row, value.As<double[]>()!); break;
            case ColumnType.StringList: WriteTexts(vector.SetList(row, value.As<string[]>()!.Length), value.As<string[]>()!); break;
            case ColumnType.Int64Map: WriteMap(vector, row, value.As<FeatureMap<long>>()!); break;
            case ColumnType.Float64Map: WriteMap(vector, row, value.As<FeatureMap<double>>()!); break;
            case ColumnType.StringMap: WriteTextMap(vector, row, value.As<FeatureMap<string>>()!); break;
            case ColumnType.Int64ListMap: Lists(vector, row, value.As<FeatureMap<long[]>>()!, out var longs).CopyTo(longs.Values<long>()); break;
            case ColumnType.Float64ListMap: Lists(vector, row, value.As<FeatureMap<double[]>>()!, out var doubles).CopyTo(doubles.Values<double>()); break;
            default: WriteTexts(texts: Lists(vector, row, value.As<FeatureMap<string[]>>()!, out var all), target: all); break;
        }
    }

    private static bool TryReadMap(DuckDbVector keys, DuckDbVector values, int first, int length, ColumnType type, out FeatureValue value)
    {
        value = FeatureValue.Null;
        var texts = HasNull(keys, first, length) || HasNull(values, first, length) ? null : Texts(keys, first, length);
        if (texts is null || texts.Distinct(StringComparer.Ordinal).Count() < length)
        {
            return false;
        }

        switch (type)
        {
            case ColumnType.Int64Map: value = FeatureValue.From(Map(texts, values.Values<long>().Slice(first, length))); return true;
            case ColumnType.Float64Map: value = FeatureValue.From(Map(texts, values.Values<double>().Slice(first, length))); return true;
            case ColumnType.StringMap: value = FeatureValue.From(new FeatureMap<string>(texts.Zip(Texts(values, first, length), KeyValuePair.Create))); return true;
        }

        var lists = new FeatureValue[length];
        for (var i = 0; i < length; i++)
        {
            if (!TryRead(values, first + i, type.ElementOfMap(), out lists[i]))
            {
                return false;
            }
        }

        value = type switch
        {
            ColumnType.Int64ListMap => FeatureValue.From(new FeatureMap<long[]>(texts.Zip(lists, (key, list) => KeyValuePair.Create(key, list.As<long[]>()!)))),
            ColumnType.Float64ListMap => FeatureValue.From(new FeatureMap<double[]>(texts.Zip(lists, (key, list) => KeyValuePair.Create(key, list.As<double[]>()!)))),
            _ => FeatureValue.From(new FeatureMap<string[]>(texts.Zip(lists, (key, list) => KeyValuePair.Create(key, list.As<string[]>()!)))),
        };
        return true;
    }

    private static FeatureMap<T> Map<T>(string[] keys, ReadOnlySpan<T> values)
        where T : unmanaged => new(keys.Zip(values.ToArray(), KeyValuePair.Create));

    private static bool HasNull(DuckDbVector child, int first, int length)
    {
        for (var i = 0; child.HasNulls && i < length; i++)
        {
            if (!child.IsValid(first + i))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Texts(DuckDbVector child, int first, int length)
    {
        var texts = new string[length];
        for (var i = 0; i < length; i++)
        {
            texts[i] = child.GetString(first + i);
        }

        return texts;
    }

    private static void WriteNumbers<T>(DuckDbWriteVector vector, int row, T[] values)
        where T : unmanaged => values.CopyTo(vector.SetList(row, values.Length).Values<T>());

    private static void WriteTexts(DuckDbWriteVector target, IEnumerable<string> texts)
    {
        foreach (var (i, text) in texts.Index())
        {
            target.SetString(i, text);
        }
    }

    private static void WriteTextMap(DuckDbWriteVector vector, int row, FeatureMap<string> map)
    {
        vector.SetMap(row, map.Count, out var keys, out var values);
        WriteTexts(keys, map.Keys);
        WriteTexts(values, map.Values);
    }

    /// <summary>Writes a map's keys and makes room for its lists.</summary>
    /// <returns>The elements of all lists, one list after the other, for <paramref name="elements"/>.</returns>
    private static T[] Lists<T>(DuckDbWriteVector vector, int row, FeatureMap<T[]> map, out DuckDbWriteVector elements)
    {
        vector.SetMap(row, map.Count, out var keys, out var values);
        WriteTexts(keys, map.Keys);
        elements = values.SetLists([.. map.Values.Select(list => list.Length)]);
        return [.. map.Values.SelectMany(list => list)];
    }

    private static void WriteMap<T>(DuckDbWriteVector vector, int row, FeatureMap<T> map)
        where T : unmanaged
    {
        vector.SetMap(row, map.Count, out var keys, out var values);
        WriteTexts(keys, map.Keys);
        map.Values.ToArray().CopyTo(values.Values<T>());
    }
}
