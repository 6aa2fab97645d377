namespace Larder.Storage;

/// <summary>Memory for payloads that are read, to be used again: after the first reads nothing is allocated any more.</summary>
/// <threadsafety>For one thread at a time.</threadsafety>
public sealed class PayloadBuffer
{
    private const int BlockSize = 1 << 16;

    private readonly List<byte[]> _blocks = [];
    private readonly List<(byte[]? Array, int Start, int Length)> _payloads = [];
    private int _block;
    private int _used;

    /// <summary>Number of payloads.</summary>
    public int Count => _payloads.Count;

    /// <summary>
    /// A payload; null where nothing is stored. Valid until <see cref="Clear"/>; one that is a whole array is the store's own, which never
    /// changes, and stays valid.
    /// </summary>
    public ReadOnlyMemory<byte>? this[int payload]
    {
        get
        {
            // A null that is not cast would become an empty payload: arrays convert, and so does none.
            var (array, start, length) = _payloads[payload];
            return array is null ? (ReadOnlyMemory<byte>?)null : array.AsMemory(start, length);
        }
    }

    /// <summary>Forgets the payloads, keeping their memory.</summary>
    public void Clear()
    {
        _payloads.Clear();
        (_block, _used) = (0, 0);
    }

    /// <summary>Adds a payload, which is copied.</summary>
    public void Add(ReadOnlySpan<byte> payload)
    {
        while (_block < _blocks.Count && _blocks[_block].Length - _used < payload.Length)
        {
            (_block, _used) = (_block + 1, 0);
        }

        if (_block == _blocks.Count)
        {
            // Never a whole array, by which payloads that need no copy are known.
            _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(BlockSize, payload.Length + 1)));
        }

        payload.CopyTo(_blocks[_block].AsSpan(_used));
        _payloads.Add((_blocks[_block], _used, payload.Length));
        _used += payload.Length;
    }

    /// <summary>Adds a payload that never changes, without a copy.</summary>
    public void AddShared(byte[] payload) => _payloads.Add((payload, 0, payload.Length));

    /// <summary>Adds that nothing is stored.</summary>
    public void AddMissing() => _payloads.Add((null, 0, 0));
}
