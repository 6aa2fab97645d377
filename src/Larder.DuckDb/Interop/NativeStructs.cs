using System.Runtime.InteropServices;

namespace Larder.DuckDb.Interop;

/// <summary>duckdb_state.</summary>
internal enum NativeState
{
    Success = 0,
    Error = 1,
}

/// <summary>duckdb_statement_type, as far as it matters here.</summary>
internal enum NativeStatementType
{
    Invalid = 0,
    Create = 7,
}

/// <summary>duckdb_result. Only its address or its bytes are passed on; the fields are DuckDB's own.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeResult
{
    private readonly ulong _columnCount;
    private readonly ulong _rowCount;
    private readonly ulong _rowsChanged;
    private readonly nint _columns;
    private readonly nint _errorMessage;
    private readonly nint _internalData;
}

/// <summary>duckdb_decimal; the value is a duckdb_hugeint in two halves.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeDecimal(byte width, byte scale, Int128 value)
{
    private readonly byte _width = width;
    private readonly byte _scale = scale;
    private readonly ulong _lower = (ulong)value;
    private readonly long _upper = (long)(value >> 64);
}

/// <summary>A vector borrowed from a chunk: never freed, valid as long as the chunk is.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct VectorPointer
{
    private readonly nint _address;

    internal bool IsNull => _address == 0;
}

/// <summary>duckdb_string_t: up to 12 bytes lie inside, longer text is behind the pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeString
{
    internal const int InlineCapacity = 12;

    private readonly uint _length;
    private readonly uint _prefix;
    private readonly byte* _pointer;

    internal static ReadOnlySpan<byte> Span(NativeString* value)
    {
        var length = checked((int)value->_length);

        return length <= InlineCapacity
            ? new ReadOnlySpan<byte>((byte*)value + sizeof(uint), length)
            : new ReadOnlySpan<byte>(value->_pointer, length);
    }
    /// <summary>Writes a short string without a native call; the bytes behind its end must be zero, DuckDB compares them too.</summary>
    internal static bool TryInline(NativeString* target, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > InlineCapacity)
        {
            return false;
        }

        *target = default;
        *(uint*)target = (uint)bytes.Length;
        bytes.CopyTo(new Span<byte>((byte*)target + sizeof(uint), InlineCapacity));

        return true;
    }
}
