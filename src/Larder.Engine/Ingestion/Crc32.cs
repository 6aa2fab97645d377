using System.Buffers.Binary;

namespace Larder.Ingestion;

/// <summary>The checksum of gzip (RFC 1952), eight bytes at a step: table k holds what a byte does k places before the end of a step.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB8_8320;
    private const int Step = 8;

    private static readonly uint[][] Tables = Build();

    /// <summary>The checksum of what came before and more bytes; 0 is that of nothing.</summary>
    public static uint Add(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var crc = ~checksum;
        for (; bytes.Length >= Step; bytes = bytes[Step..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            crc = Tables[7][(byte)low] ^ Tables[6][(byte)(low >> 8)] ^ Tables[5][(byte)(low >> 16)] ^ Tables[4][low >> 24]
                ^ Tables[3][bytes[4]] ^ Tables[2][bytes[5]] ^ Tables[1][bytes[6]] ^ Tables[0][bytes[7]];
        }

        foreach (var b in bytes)
        {
            crc = (crc >> 8) ^ Tables[0][(byte)crc ^ b];
        }

        return ~crc;
    }

    private static uint[][] Build()
    {
        var tables = new uint[Step][];
        for (var k = 0; k < Step; k++)
        {
            tables[k] = new uint[256];
            for (var b = 0u; b < 256; b++)
            {
                var crc = k == 0 ? b : tables[k - 1][b];
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
                }

                tables[k][b] = crc;
            }
        }

        return tables;
    }
}
