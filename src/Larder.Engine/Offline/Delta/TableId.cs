using System.Security.Cryptography;
using System.Text;

namespace Larder.Offline.Delta;

/// <summary>The id of a new table, derived from what it is created with: the same definition gives the same commit on every machine.</summary>
internal static class TableId
{
    public static string Of(DeltaSchema schema, IReadOnlyList<string> partitionColumns)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(schema.Json + "\n" + string.Join('\n', partitionColumns)));

        // RFC 9562 version 8: an id whose bits are the maker's own.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D");
    }
}
