using System.Runtime.InteropServices;
using System.Text;

namespace Larder.Types;

/// <summary>
/// The stored form of lists and maps: the number of elements as a varint, then the elements. Numbers are their raw little-endian bits
/// (4 bytes for float32, else 8), texts their length and UTF-8; an entry of a map is its key and its number, text or list, in the order of the keys.
/// </summary>
internal static class CompositeCodec
{
    /// <summary>Bytes that a value takes.</summary>
    public static int LengthOf(FeatureValue value) => value.Type switch
    {
        ColumnType.Float32List => LengthOf(value.As<float[]>()!.Length, sizeof(float)),
        ColumnType.Int64List => LengthOf(value.As<long[]>()!.Length, sizeof(long)),
        ColumnType.Float64List => LengthOf(value.As<double[]>()!.Length, sizeof(double)),
        ColumnType.StringList => LengthOf(value.As<string[]>()!, 0),
        ColumnType.Int64Map => LengthOf(value.As<FeatureMap<long>>()!.KeySpan, sizeof(long)),
        ColumnType.Float64Map => LengthOf(value.As<FeatureMap<double>>()!.KeySpan, sizeof(double)),
        ColumnType.StringMap => LengthOfMap(value.As<FeatureMap<string>>()!, text => Varint.LengthOfBytes(Encoding.UTF8.GetByteCount(text))),
        ColumnType.Int64ListMap => LengthOfMap(value.As<FeatureMap<long[]>>()!, list => LengthOf(list.Length, sizeof(long))),
        ColumnType.Float64ListMap => LengthOfMap(value.As<FeatureMap<double[]>>()!, list => LengthOf(list.Length, sizeof(double))),
        _ => LengthOfMap(value.As<FeatureMap<string[]>>()!, list => LengthOf(list, 0)),
    };

    /// <summary>Writes a value.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(FeatureValue value, Span<byte> target) => value.Type switch
    {
        ColumnType.Float32List => WriteNumbers<float>(value.As<float[]>()!, target),
        ColumnType.Int64List => WriteNumbers<long>(value.As<long[]>()!, target),
        ColumnType.Float64List => WriteNumbers<double>(value.As<double[]>()!, target),
        ColumnType.StringList => WriteTexts(value.As<string[]>()!, target),
        ColumnType.Int64Map => WriteMap(value.As<FeatureMap<long>>()!, target),
        ColumnType.Float64Map => WriteMap(value.As<FeatureMap<double>>()!, target),
        ColumnType.StringMap => WriteMap(value.As<FeatureMap<string>>()!, target, (text, into) => Varint.WriteText(text, into)),
        ColumnType.Int64ListMap => WriteMap(value.As<FeatureMap<long[]>>()!, target, (list, into) => WriteNumbers<long>(list, into)),
        ColumnType.Float64ListMap => WriteMap(value.As<FeatureMap<double[]>>()!, target, (list, into) => WriteNumbers<double>(list, into)),
        _ => WriteMap(value.As<FeatureMap<string[]>>()!, target, (list, into) => WriteTexts(list, into)),
    };

    /// <summary>Reads a value of a type.</summary>
    /// <exception cref="Errors.UnavailableException">The bytes are damaged.</exception>
    public static FeatureValue Read(ref VarintReader reader, ColumnType type) => type switch
    {
        ColumnType.Float32List => FeatureValue.From(ReadNumbers<float>(ref reader)),
        ColumnType.Int64List => FeatureValue.From(ReadNumbers<long>(ref reader)),
        ColumnType.Float64List => FeatureValue.From(ReadNumbers<double>(ref reader)),
        ColumnType.StringList => FeatureValue.From(ReadTexts(ref reader)),
        ColumnType.Int64Map => FeatureValue.From(ReadMap<long>(ref reader)),
        ColumnType.Float64Map => FeatureValue.From(ReadMap<double>(ref reader)),
        ColumnType.StringMap => FeatureValue.From(ReadMap(ref reader, (ref VarintReader r) => r.ReadText())),
        ColumnType.Int64ListMap => FeatureValue.From(ReadMap(ref reader, ReadNumbers<long>)),
        ColumnType.Float64ListMap => FeatureValue.From(ReadMap(ref reader, ReadNumbers<double>)),
        _ => FeatureValue.From(ReadMap(ref reader, ReadTexts)),
    };

    private delegate int WriteElement<T>(T value, Span<byte> target);

    private delegate T ReadElement<T>(ref VarintReader reader);

    private static int LengthOfMap<T>(FeatureMap<T> map, Func<T, int> lengthOf)
        where T : notnull
    {
        var length = LengthOf(map.KeySpan, 0);
        foreach (var value in map.ValueSpan)
        {
            length += lengthOf(value);
        }

        return length;
    }

    private static int WriteMap<T>(FeatureMap<T> map, Span<byte> target, WriteElement<T> write)
        where T : notnull
    {
        var length = Varint.Write((uint)map.Count, target);
        for (var i = 0; i < map.Count; i++)
        {
            length += Varint.WriteText(map.KeySpan[i], target[length..]);
            length += write(map.ValueSpan[i], target[length..]);
        }

        return length;
    }

    private static FeatureMap<T> ReadMap<T>(ref VarintReader reader, ReadElement<T> read)
        where T : notnull
    {
        var keys = new string[reader.ReadCount(bytesEach: 2)];
        var values = new T[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = reader.ReadText();
            values[i] = read(ref reader);
        }

        return FeatureMap<T>.TryOrdered(keys, values) ?? throw VarintReader.Damaged();
    }

    private static int LengthOf(int count, int bytesEach) => Varint.LengthOf((uint)count) + (count * bytesEach);

    private static int LengthOf(ReadOnlySpan<string> texts, int bytesBeside)
    {
        var length = LengthOf(texts.Length, bytesBeside);
        foreach (var text in texts)
        {
            length += Varint.LengthOfBytes(Encoding.UTF8.GetByteCount(text));
        }

        return length;
    }

    private static int WriteNumbers<T>(ReadOnlySpan<T> values, Span<byte> target)
        where T : unmanaged
    {
        var length = Varint.Write((uint)values.Length, target);
        var bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(target[length..]);
        return length + bytes.Length;
    }

    private static int WriteTexts(ReadOnlySpan<string> texts, Span<byte> target)
    {
        var length = Varint.Write((uint)texts.Length, target);
        foreach (var text in texts)
        {
            length += Varint.WriteText(text, target[length..]);
        }

        return length;
    }

    private static int WriteMap<T>(FeatureMap<T> map, Span<byte> target)
        where T : unmanaged
    {
        var keys = map.KeySpan;
        var values = map.ValueSpan;
        var length = Varint.Write((uint)keys.Length, target);
        for (var i = 0; i < keys.Length; i++)
        {
            length += Varint.WriteText(keys[i], target[length..]);
            var bytes = MemoryMarshal.AsBytes(values.Slice(i, 1));
            bytes.CopyTo(target[length..]);
            length += bytes.Length;
        }

        return length;
    }

    private static T[] ReadNumbers<T>(ref VarintReader reader)
        where T : unmanaged
    {
        var size = Marshal.SizeOf<T>();
        var values = new T[reader.ReadCount(size)];
        reader.ReadBytes(values.Length * size).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static string[] ReadTexts(ref VarintReader reader)
    {
        var texts = new string[reader.ReadCount(bytesEach: 1)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = reader.ReadText();
        }

        return texts;
    }

    private static FeatureMap<T> ReadMap<T>(ref VarintReader reader)
        where T : unmanaged
    {
        var size = Marshal.SizeOf<T>();
        var keys = new string[reader.ReadCount(1 + size)];
        var values = new T[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = reader.ReadText();
            values[i] = MemoryMarshal.Read<T>(reader.ReadBytes(size));
        }

        return FeatureMap<T>.TryOrdered(keys, values) ?? throw VarintReader.Damaged();
    }
}
