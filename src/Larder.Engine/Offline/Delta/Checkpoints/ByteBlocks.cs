namespace Larder.Offline.Delta;

/// <summary>Keeps many short stretches of bytes in few arrays, small enough not to count as large objects.</summary>
internal sealed class ByteBlocks
{
    private const int BlockSize = 1 << 16;

    private byte[] _block = [];
    private int _used;

    /// <summary>A copy of the bytes.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (_block.Length - _used < bytes.Length)
        {
            (_block, _used) = (GC.AllocateUninitializedArray<byte>(Math.Max(BlockSize, bytes.Length)), 0);
        }

        var kept = _block.AsMemory(_used, bytes.Length);
        bytes.CopyTo(kept.Span);
        _used += bytes.Length;
        return kept;
    }
}
