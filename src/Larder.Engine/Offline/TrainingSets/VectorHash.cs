using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Larder.DuckDb;

namespace Larder.Offline.TrainingSets;

/// <summary>Feeds the values of vectors to a hash: nulls as such, fixed-width values as their bytes, others as text with its length.</summary>
/// <param name="hash">Takes the bytes.</param>
internal sealed class VectorHash(IncrementalHash hash)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);

    /// <summary>Feeds one column of a chunk.</summary>
    public void Append(DuckDbVector vector)
    {
        _buffer.ResetWrittenCount();
        for (var row = 0; vector.HasNulls && row < vector.RowCount; row++)
        {
            _buffer.GetSpan(1)[0] = vector.IsValid(row) ? (byte)1 : (byte)0;
            _buffer.Advance(1);
        }

        switch (vector.Type.Kind)
        {
            case DuckDbTypeKind.Integer: AppendFixed(vector, vector.Values<int>()); break;
            case DuckDbTypeKind.Float: AppendFixed(vector, vector.Values<float>()); break;
            case DuckDbTypeKind.Double: AppendFixed(vector, vector.Values<double>()); break;
            case DuckDbTypeKind.BigInt or DuckDbTypeKind.Timestamp: AppendFixed(vector, vector.Values<long>()); break;
            default: AppendOthers(vector); break;
        }

        hash.AppendData(_buffer.WrittenSpan);
    }

    /// <summary>All values at once where none is null: the bytes behind a null are arbitrary.</summary>
    private void AppendFixed<T>(DuckDbVector vector, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!vector.HasNulls)
        {
            _buffer.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        for (var row = 0; row < values.Length; row++)
        {
            if (vector.IsValid(row))
            {
                _buffer.Write(MemoryMarshal.AsBytes(values.Slice(row, 1)));
            }
        }
    }

    private void AppendOthers(DuckDbVector vector)
    {
        for (var row = 0; row < vector.RowCount; row++)
        {
            if (!vector.IsValid(row))
            {
                continue;
            }

            switch (vector.Type.Kind)
            {
                case DuckDbTypeKind.Varchar or DuckDbTypeKind.Blob: AppendText(vector.Bytes(row)); break;
                case DuckDbTypeKind.Boolean: AppendText(vector.GetBoolean(row) ? "True"u8 : "False"u8); break;
                default: AppendText(Encoding.UTF8.GetBytes(Convert.ToString(vector.GetValue(row), CultureInfo.InvariantCulture)!)); break;
            }
        }
    }

    private void AppendText(ReadOnlySpan<byte> text)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(sizeof(int)), text.Length);
        _buffer.Advance(sizeof(int));
        _buffer.Write(text);
    }
}
