using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Larder.Errors;

namespace Larder.Types;

/// <summary>Writes LEB128 varints (signed ones zigzag), fixed 64-bit words (little-endian) and length-prefixed bytes.</summary>
internal readonly struct VarintWriter(IBufferWriter<byte> buffer)
{
    public void WriteByte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void WriteUnsigned(ulong value)
    {
        var span = buffer.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        buffer.Advance(length);
    }

    public void WriteSigned(long value) => WriteUnsigned((ulong)((value << 1) ^ (value >> 63)));

    public void WriteFixed(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    public void WriteText(string text) => WriteBytes(Encoding.UTF8.GetBytes(text));

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteUnsigned((ulong)bytes.Length);
        buffer.Write(bytes);
    }
}

/// <summary>Length-prefixed text in memory of known size, in the form of <see cref="VarintWriter.WriteBytes"/>.</summary>
internal static class Varint
{
    /// <summary>Bytes that a number takes.</summary>
    public static int LengthOf(uint number)
    {
        var length = 1;
        for (; number >= 0x80; number >>= 7)
        {
            length++;
        }

        return length;
    }

    /// <summary>Bytes that so many bytes take with their length.</summary>
    public static int LengthOfBytes(int count) => LengthOf((uint)count) + count;

    /// <summary>Writes a number.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(uint number, Span<byte> target)
    {
        var length = 0;
        for (; number >= 0x80; number >>= 7)
        {
            target[length++] = (byte)(number | 0x80);
        }

        target[length++] = (byte)number;
        return length;
    }

    /// <summary>Writes a text as UTF-8 behind its length.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteText(string text, Span<byte> target)
    {
        var length = Write((uint)Encoding.UTF8.GetByteCount(text), target);
        return length + Encoding.UTF8.GetBytes(text, target[length..]);
    }
}

/// <summary>Reads what <see cref="VarintWriter"/> wrote; damaged bytes are an error, never a wrong value or an overrun.</summary>
internal ref struct VarintReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public static UnavailableException Damaged() => new("An online row is damaged; materialize the view again.");

    public byte ReadByte() => Take(1)[0];

    public ulong ReadUnsigned()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }

    public long ReadSigned()
    {
        var value = ReadUnsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public long ReadFixed() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> ReadBytes() => Take(ReadUnsigned());

    public string ReadText()
    {
        var bytes = ReadBytes();
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Damaged();
    }

    /// <summary>A number of items that take at least <paramref name="bytesEach"/> bytes each: what cannot follow is not allocated for.</summary>
    public int ReadCount(int bytesEach)
    {
        var count = ReadUnsigned();
        return count <= (ulong)(_rest.Length / bytesEach) ? (int)count : throw Damaged();
    }

    /// <summary>Checks that nothing is left.</summary>
    public readonly void End()
    {
        if (_rest.Length > 0)
        {
            throw Damaged();
        }
    }

    public ReadOnlySpan<byte> ReadBytes(int count) => Take((ulong)count);

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            throw Damaged();
        }

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
