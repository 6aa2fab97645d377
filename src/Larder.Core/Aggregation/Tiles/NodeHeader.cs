using System.Buffers;
using System.Buffers.Binary;
using Larder.Errors;
using Larder.Types;

namespace Larder.Aggregation.Tiles;

/// <summary>
/// What every tiled payload begins with, 32 bytes: format, kind (1 rows, 2 tiles), flags (1: there is a newest event left out), zero; the
/// number of rows or tiles (4 bytes); the stamp, a hash of all else, 0 in a head; then complete-from and the newest event left
/// out, which only heads use.
/// </summary>
internal static class NodeHeader
{
    /// <summary>Format 2 and below are the events of <see cref="EntityEventsCodec"/>, without tiles.</summary>
    public const byte Format = 3;
    public const byte Rows = 1;
    public const byte Tiles = 2;
    public const byte HasNewestBefore = 1;
    public const int Length = 32;
    public const int Stamped = 16;

    /// <summary>Writes a header, the stamp still zero.</summary>
    public static void Write(IBufferWriter<byte> target, byte kind, int count, Instant completeFrom, Instant? newestBefore)
    {
        var bytes = target.GetSpan(Length)[..Length];
        bytes.Clear();
        (bytes[0], bytes[1], bytes[2]) = (Format, kind, newestBefore is null ? (byte)0 : HasNewestBefore);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], completeFrom.Microseconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], newestBefore?.Microseconds ?? 0);
        target.Advance(Length);
    }

    /// <summary>Puts the stamp into a node.</summary>
    public static long Stamp(Span<byte> node)
    {
        var stamp = StampOf(node);
        BinaryPrimitives.WriteInt64LittleEndian(node[8..], stamp);
        return stamp;
    }

    public static void WriteCount(IBufferWriter<byte> target, int count)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target.GetSpan(4), count);
        target.Advance(4);
    }

    /// <summary>A number of things, of which there are no more than bytes.</summary>
    public static int ReadCount(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes.Length - at < 4)
        {
            throw VarintReader.Damaged();
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
        at += 4;
        return (uint)count <= (uint)bytes.Length ? count : throw VarintReader.Damaged();
    }

    /// <summary>Checks a header.</summary>
    /// <exception cref="UnavailableException">The bytes are not of this format or damaged.</exception>
    public static void Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            throw VarintReader.Damaged();
        }

        if (bytes[0] != Format)
        {
            throw new UnavailableException($"An online row has format {bytes[0]}; this Larder reads format {Format}. Upgrade it, or materialize the view again.");
        }

        if (bytes.Length < Length || bytes[1] is not (Rows or Tiles))
        {
            throw VarintReader.Damaged();
        }
    }

    /// <summary>Checks a segment's content against its stamp.</summary>
    /// <exception cref="UnavailableException">They do not belong together.</exception>
    public static void CheckStamp(ReadOnlySpan<byte> node)
    {
        Check(node);
        if (BinaryPrimitives.ReadInt64LittleEndian(node[8..]) != StampOf(node))
        {
            throw VarintReader.Damaged();
        }
    }

    private static long StampOf(ReadOnlySpan<byte> node)
    {
        const ulong Prime = 0x9E37_79B9_7F4A_7C15UL;
        var hash = unchecked(((ulong)node.Length * Prime) ^ BinaryPrimitives.ReadUInt64LittleEndian(node));
        var rest = node[Stamped..];
        for (; rest.Length >= 8; rest = rest[8..])
        {
            hash = (ulong.RotateLeft(hash, 29) ^ BinaryPrimitives.ReadUInt64LittleEndian(rest)) * Prime;
        }

        foreach (var last in rest)
        {
            hash = (ulong.RotateLeft(hash, 29) ^ last) * Prime;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51_AFD7_ED55_8CCDUL;
        return unchecked((long)(hash ^ (hash >> 33)));
    }
}
