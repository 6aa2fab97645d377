namespace Larder.Offline.Buckets;

/// <summary>Arrays that are filled again for each bucket: as garbage they would add up to more memory than a step may use before the collector comes.</summary>
internal sealed class ReusedArrays<T>
    where T : unmanaged
{
    private readonly List<T[]> _arrays = [];
    private int _taken;

    /// <summary>An array of at least this length, for as long as <see cref="Reset"/> is not called; what it holds is arbitrary.</summary>
    public T[] Take(int length)
    {
        if (_taken == _arrays.Count)
        {
            _arrays.Add([]);
        }

        if (_arrays[_taken].Length < length)
        {
            // With room for the differences between buckets.
            _arrays[_taken] = GC.AllocateUninitializedArray<T>((int)Math.Min(Array.MaxLength, length + ((long)length / 4)));
        }

        return _arrays[_taken++];
    }

    /// <summary>Takes all arrays back.</summary>
    public void Reset() => _taken = 0;
}

/// <summary>What the spilled events of a bucket are read into; one per thread.</summary>
internal sealed class SpillBuffers
{
    /// <summary>For events.</summary>
    public ReusedArrays<long> Words { get; } = new();

    /// <summary>For their texts.</summary>
    public ReusedArrays<byte> Texts { get; } = new();

    /// <summary>Takes all arrays back.</summary>
    public void Reset()
    {
        Words.Reset();
        Texts.Reset();
    }
}
