using System.Buffers;
using System.Buffers.Binary;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// A column of 64-bit numbers that can be read at any place: the least number (8 bytes), the width of what each has beyond it (1 byte: 0,
/// 1, 2, 4 or 8), then that, little-endian. A column of equal numbers takes nine bytes.
/// </summary>
/// <param name="Start">Where the first one lies.</param>
/// <param name="Width">Bytes each.</param>
/// <param name="Least">What is added.</param>
internal readonly record struct IntColumn(int Start, int Width, long Least)
{
    /// <summary>Writes a column.</summary>
    /// <param name="target">Receives it.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="leastWidth">1 for a column that bounds the number of rows by the number of bytes.</param>
    public static void Write(IBufferWriter<byte> target, ReadOnlySpan<long> values, int leastWidth = 0)
    {
        var (least, greatest) = values.IsEmpty ? (0L, 0L) : (long.MaxValue, long.MinValue);
        foreach (var value in values)
        {
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        var width = unchecked((ulong)(greatest - least)) switch
        {
            0 => leastWidth,
            <= byte.MaxValue => 1,
            <= ushort.MaxValue => 2,
            <= uint.MaxValue => 4,
            _ => 8,
        };
        var bytes = target.GetSpan(9 + (width * values.Length));
        BinaryPrimitives.WriteInt64LittleEndian(bytes, least);
        bytes[8] = (byte)width;
        var place = 9;
        foreach (var value in values)
        {
            var beyond = unchecked((ulong)(value - least));
            for (var i = 0; i < width; i++, beyond >>= 8)
            {
                bytes[place++] = (byte)beyond;
            }
        }

        target.Advance(place);
    }

    /// <summary>Finds the column at <paramref name="at"/>, which is moved behind it.</summary>
    /// <exception cref="Errors.UnavailableException">It is damaged.</exception>
    public static IntColumn Open(ReadOnlySpan<byte> bytes, int count, ref int at)
    {
        if (bytes.Length - at < 9)
        {
            throw VarintReader.Damaged();
        }

        var least = BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
        int width = bytes[at + 8];
        at += 9;
        var length = (long)width * count;
        if (width is not (0 or 1 or 2 or 4 or 8) || length > bytes.Length - at)
        {
            throw VarintReader.Damaged();
        }

        var column = new IntColumn(at, width, least);
        at += (int)length;
        return column;
    }

    /// <summary>The number at a place.</summary>
    public long At(ReadOnlySpan<byte> bytes, int place) => unchecked(Least + Width switch
    {
        0 => 0,
        1 => bytes[Start + place],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(Start + (place * 2))..]),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(Start + (place * 4))..]),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes[(Start + (place * 8))..]),
    });

    /// <summary>Copies the numbers from a place on.</summary>
    public void CopyTo(ReadOnlySpan<byte> bytes, int place, Span<long> target)
    {
        var from = bytes.Slice(Start + (place * Width), target.Length * Width);
        switch (Width)
        {
            case 0:
                target.Fill(Least);
                break;
            case 1:
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] = unchecked(Least + from[i]);
                }

                break;
            default:
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] = unchecked(Least + Width switch
                    {
                        2 => BinaryPrimitives.ReadUInt16LittleEndian(from[(i * 2)..]),
                        4 => BinaryPrimitives.ReadUInt32LittleEndian(from[(i * 4)..]),
                        _ => BinaryPrimitives.ReadInt64LittleEndian(from[(i * 8)..]),
                    });
                }

                break;
        }
    }

    /// <summary>The first place from <paramref name="low"/> on whose number, in a column that ascends, is not below <paramref name="value"/>.</summary>
    public int Find(ReadOnlySpan<byte> bytes, int low, int high, long value)
    {
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = At(bytes, middle) < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
