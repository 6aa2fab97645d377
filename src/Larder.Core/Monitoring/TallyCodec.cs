using System.Buffers;
using Larder.Errors;
using Larder.Types;

namespace Larder.Monitoring;

/// <summary>Counts as bytes: how many, then zigzag varints. A histogram that is nearly empty takes a byte for each of its buckets.</summary>
public static class TallyCodec
{
    /// <summary>Encodes counts.</summary>
    public static byte[] Encode(IReadOnlyList<long> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var bytes = new ArrayBufferWriter<byte>(counts.Count + 16);
        var writer = new VarintWriter(bytes);
        writer.WriteUnsigned((ulong)counts.Count);
        foreach (var count in counts)
        {
            writer.WriteSigned(count);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Decodes counts.</summary>
    /// <exception cref="UnavailableException">The bytes are none.</exception>
    public static long[] Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new VarintReader(bytes);
            var counts = new long[reader.ReadCount(bytesEach: 1)];
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] = reader.ReadSigned();
            }

            reader.End();
            return counts;
        }
        catch (UnavailableException damaged)
        {
            throw new UnavailableException("A stored tally is damaged; delete monitoring.db with its -wal and -shm files, and counting begins anew.", innerException: damaged);
        }
    }
}
