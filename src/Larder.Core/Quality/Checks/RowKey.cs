using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>Values of a row that it is known by.</summary>
internal sealed class RowKey(FeatureValue[] values) : IEquatable<RowKey>, IComparable<RowKey>
{
    public FeatureValue[] Values => values;

    public bool Equals(RowKey? other) => other is not null && values.AsSpan().SequenceEqual(other.Values);

    public override bool Equals(object? obj) => Equals(obj as RowKey);

    public override int GetHashCode() => values.Aggregate(0, HashCode.Combine);

    public int CompareTo(RowKey? other) => values.Zip(other!.Values, ValueOrder.Compare).FirstOrDefault(order => order != 0);
}
