namespace Larder.Aggregation;

/// <summary>
/// Counts distinct 64-bit values by open addressing. Emptied in constant time: a slot is taken only where it bears the current stamp.
/// Allocates only to grow.
/// </summary>
internal sealed class DistinctCounter
{
    private long[] _values = new long[16];
    private int[] _stamps = new int[16];
    private int _stamp = 1;

    /// <summary>Distinct values since the last <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        Count = 0;
        if (_stamp == int.MaxValue)
        {
            Array.Clear(_stamps);
            _stamp = 0;
        }

        _stamp++;
    }

    public void Add(long value)
    {
        // At most half full, so that a free slot is near.
        if (Count * 2 >= _values.Length)
        {
            Grow();
        }

        var slot = Slot(value);
        if (_stamps[slot] != _stamp)
        {
            (_values[slot], _stamps[slot]) = (value, _stamp);
            Count++;
        }
    }

    /// <summary>Where a value lies, or would.</summary>
    private int Slot(long value)
    {
        var mask = _values.Length - 1;
        var slot = (int)((((ulong)value * 0x9E37_79B9_7F4A_7C15) >> 32) & (uint)mask);
        while (_stamps[slot] == _stamp && _values[slot] != value)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        var (values, stamps) = (_values, _stamps);
        _values = new long[values.Length * 2];
        _stamps = new int[values.Length * 2];
        for (var old = 0; old < values.Length; old++)
        {
            if (stamps[old] == _stamp)
            {
                var slot = Slot(values[old]);
                (_values[slot], _stamps[slot]) = (values[old], _stamp);
            }
        }
    }
}
