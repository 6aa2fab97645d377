using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Larder.DuckDb;

namespace Larder.Offline.TrainingSets;

/// <summary>Feeds the values of a vector to a hash: nulls as such, fixed-width values as their bytes, text with its length.</summary>
internal static class VectorHash
{
    public static void Append(IncrementalHash hash, DuckDbVector vector)
    {
        Span<byte> valid = stackalloc byte[1];
        for (var row = 0; vector.HasNulls && row < vector.RowCount; row++)
        {
            valid[0] = vector.IsValid(row) ? (byte)1 : (byte)0;
            hash.AppendData(valid);
        }

        switch (vector.Type.Kind)
        {
            case DuckDbTypeKind.Integer: AppendFixed(hash, vector, vector.Values<int>()); break;
            case DuckDbTypeKind.Float: AppendFixed(hash, vector, vector.Values<float>()); break;
            case DuckDbTypeKind.Double: AppendFixed(hash, vector, vector.Values<double>()); break;
            case DuckDbTypeKind.BigInt or DuckDbTypeKind.Timestamp: AppendFixed(hash, vector, vector.Values<long>()); break;
            default: AppendOthers(hash, vector); break;
        }
    }

    /// <summary>All values at once where none is null: the bytes behind a null are arbitrary.</summary>
    private static void AppendFixed<T>(IncrementalHash hash, DuckDbVector vector, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!vector.HasNulls)
        {
            hash.AppendData(MemoryMarshal.AsBytes(values));
            return;
        }

        for (var row = 0; row < values.Length; row++)
        {
            if (vector.IsValid(row))
            {
                hash.AppendData(MemoryMarshal.AsBytes(values.Slice(row, 1)));
            }
        }
    }

    private static void AppendOthers(IncrementalHash hash, DuckDbVector vector)
    {
        Span<byte> length = stackalloc byte[4];
        var isText = vector.Type.Kind is DuckDbTypeKind.Varchar or DuckDbTypeKind.Blob;
        for (var row = 0; row < vector.RowCount; row++)
        {
            if (!vector.IsValid(row))
            {
                continue;
            }

            var bytes = isText
                ? vector.Bytes(row)
                : System.Text.Encoding.UTF8.GetBytes(Convert.ToString(vector.GetValue(row), System.Globalization.CultureInfo.InvariantCulture)!);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
    }
}
