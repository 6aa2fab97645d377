using Larder.DuckDb;

namespace Larder.Offline.Delta;

/// <summary>The numbers of a column in one chunk.</summary>
internal readonly ref struct NumberVector(DuckDbVector vector)
{
    private readonly DuckDbVector _vector = vector;
    private readonly ReadOnlySpan<long> _values = vector.Values<long>();

    /// <summary>The number of a row; null where it has none.</summary>
    public long? this[int row] => _vector.IsValid(row) ? _values[row] : null;
}
