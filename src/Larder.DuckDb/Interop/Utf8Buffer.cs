using System.Buffers;
using System.Text;

namespace Larder.DuckDb.Interop;

/// <summary>A string as UTF-8, on the stack when short and in a pooled array when long.</summary>
internal readonly ref struct Utf8Buffer
{
    internal const int StackSize = 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[]? _rented;

    internal Utf8Buffer(string text, Span<byte> scratch)
    {
        if (Strict.GetMaxByteCount(text.Length) > scratch.Length)
        {
            _rented = ArrayPool<byte>.Shared.Rent(Strict.GetMaxByteCount(text.Length));
            scratch = _rented;
        }

        try
        {
            Bytes = scratch[..Strict.GetBytes(text, scratch)];
        }
        catch (EncoderFallbackException e)
        {
            Dispose();

            throw new ArgumentException(
                $"The text has a surrogate without its partner at position {e.Index} and cannot be stored as UTF-8; repair it first.", e);
        }
    }

    internal ReadOnlySpan<byte> Bytes { get; }

    /// <summary>An empty span has no address to pin, and DuckDB takes a null pointer for NULL.</summary>
    internal static ReadOnlySpan<byte> NeverNull(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? "\0"u8 : bytes;

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
