using System.Buffers.Binary;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// Hashes a column of the spine: which rows are null, and apart from that the values, fixed-width ones as their bytes, text with its
/// length, lists and maps with the lengths and nulls of their elements. How the rows are cut into chunks does not show.
/// </summary>
internal sealed class ColumnHash : IDisposable
{
    private static readonly HashSet<DuckDbType> Composites = [.. Enum.GetValues<ColumnType>().Where(t => t.IsComposite()).Select(SqlTypes.TypeOf)];

    private readonly IncrementalHash _nulls = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _values = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _texts = new();
    private byte[] _valid = [];

    /// <summary>The select list entry under which a column can be hashed: other types than those known here as text.</summary>
    public static string Select(DuckDbColumn column)
    {
        var name = Identifiers.Quote(column.Name);
        return column.Type.Kind is DuckDbTypeKind.Integer or DuckDbTypeKind.Float or DuckDbTypeKind.Double or DuckDbTypeKind.BigInt
            or DuckDbTypeKind.Timestamp or DuckDbTypeKind.Varchar or DuckDbTypeKind.Blob or DuckDbTypeKind.Boolean || Composites.Contains(column.Type)
            ? name
            : $"CAST({name} AS VARCHAR)";
    }

    public void Append(DuckDbVector vector)
    {
        Array.Resize(ref _valid, Math.Max(_valid.Length, vector.RowCount));
        Array.Fill(_valid, (byte)1);
        for (var row = 0; vector.HasNulls && row < vector.RowCount; row++)
        {
            _valid[row] = vector.IsValid(row) ? (byte)1 : (byte)0;
        }

        _nulls.AppendData(_valid.AsSpan(0, vector.RowCount));
        switch (vector.Type.Kind)
        {
            case DuckDbTypeKind.Integer: AppendFixed(vector, vector.Values<int>()); break;
            case DuckDbTypeKind.Float: AppendFixed(vector, vector.Values<float>()); break;
            case DuckDbTypeKind.Double: AppendFixed(vector, vector.Values<double>()); break;
            case DuckDbTypeKind.BigInt or DuckDbTypeKind.Timestamp: AppendFixed(vector, vector.Values<long>()); break;
            case DuckDbTypeKind.List or DuckDbTypeKind.Map: AppendComposites(vector); break;
            case DuckDbTypeKind.Boolean: AppendBooleans(vector.Values<byte>()); break;
            default: AppendTexts(vector); break;
        }
    }

    /// <summary>Adds what was appended to the hash of the spine.</summary>
    public void Finish(IncrementalHash spine)
    {
        spine.AppendData(_nulls.GetHashAndReset());
        spine.AppendData(_values.GetHashAndReset());
    }

    public void Dispose()
    {
        _nulls.Dispose();
        _values.Dispose();
    }

    /// <summary>All values at once where none is null: the bytes behind a null are arbitrary.</summary>
    private void AppendFixed<T>(DuckDbVector vector, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!vector.HasNulls)
        {
            _values.AppendData(MemoryMarshal.AsBytes(values));
            return;
        }

        for (var row = 0; row < values.Length; row++)
        {
            if (_valid[row] != 0)
            {
                _values.AppendData(MemoryMarshal.AsBytes(values.Slice(row, 1)));
            }
        }
    }

    private void AppendComposites(DuckDbVector vector)
    {
        _texts.ResetWrittenCount();
        var child = vector.Child;
        for (var row = 0; row < vector.RowCount; row++)
        {
            if (_valid[row] != 0)
            {
                var (first, length) = vector.ListEntry(row);
                AppendNumber(length);
                if (vector.Type.Kind == DuckDbTypeKind.List)
                {
                    AppendElements(child, first, length);
                }
                else
                {
                    AppendElements(child.Field(0), first, length);
                    AppendElements(child.Field(1), first, length);
                }
            }
        }

        _values.AppendData(_texts.WrittenSpan);
    }

    private void AppendElements(DuckDbVector elements, int first, int length)
    {
        for (var i = first; i < first + length; i++)
        {
            var isValid = elements.IsValid(i);
            _texts.Write([isValid ? (byte)1 : (byte)0]);
            if (!isValid)
            {
                continue;
            }

            switch (elements.Type.Kind)
            {
                case DuckDbTypeKind.Float: _texts.Write(MemoryMarshal.AsBytes(elements.Values<float>().Slice(i, 1))); break;
                case DuckDbTypeKind.Double: _texts.Write(MemoryMarshal.AsBytes(elements.Values<double>().Slice(i, 1))); break;
                case DuckDbTypeKind.BigInt: _texts.Write(MemoryMarshal.AsBytes(elements.Values<long>().Slice(i, 1))); break;
                default: AppendText(elements.Bytes(i)); break;
            }
        }
    }

    private void AppendText(ReadOnlySpan<byte> text)
    {
        AppendNumber(text.Length);
        _texts.Write(text);
    }

    private void AppendNumber(int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_texts.GetSpan(sizeof(int)), number);
        _texts.Advance(sizeof(int));
    }

    /// <summary>As the texts that the engine makes of them.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private void AppendBooleans(ReadOnlySpan<byte> values)
    {
        ReadOnlySpan<byte> yes = [4, 0, 0, 0, .. "true"u8];
        ReadOnlySpan<byte> no = [5, 0, 0, 0, .. "false"u8];
        _texts.ResetWrittenCount();
        var target = _texts.GetSpan(no.Length * values.Length);
        var length = 0;
        for (var row = 0; row < values.Length; row++)
        {
            if (_valid[row] != 0)
            {
                var text = values[row] != 0 ? yes : no;
                text.CopyTo(target[length..]);
                length += text.Length;
            }
        }

        _values.AppendData(target[..length]);
    }

    /// <summary>Gathers the texts of the vector first: a call of the hash costs more than a short text.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private void AppendTexts(DuckDbVector vector)
    {
        _texts.ResetWrittenCount();
        for (var row = 0; row < vector.RowCount; row++)
        {
            if (_valid[row] != 0)
            {
                AppendText(vector.Bytes(row));
            }
        }

        _values.AppendData(_texts.WrittenSpan);
    }
}
