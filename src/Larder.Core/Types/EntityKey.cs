using System.Buffers.Binary;
using System.Text;
using Larder.Errors;

namespace Larder.Types;

/// <summary>
/// A join key's value in its stored form: UTF-8 for text, eight big-endian bytes with the sign bit flipped for integers,
/// so that the order of the bytes is the order of the keys.
/// </summary>
public readonly struct EntityKey : IEquatable<EntityKey>, IComparable<EntityKey>
{
    private readonly byte[]? _bytes;

    /// <summary>Wraps bytes already in the stored form.</summary>
    public EntityKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The stored form.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The array behind <see cref="Bytes"/>, not to be written.</summary>
    public byte[] Array => _bytes ?? [];

    /// <summary>Encodes a text key.</summary>
    public static EntityKey From(string key) => new(Encoding.UTF8.GetBytes(key));

    /// <summary>Encodes an integer key.</summary>
    public static EntityKey From(long key)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, key ^ long.MinValue);
        return new EntityKey(bytes);
    }

    /// <summary>Encodes a value of a key's type (text or integer).</summary>
    public static EntityKey From(FeatureValue key) => key.Type switch
    {
        ColumnType.String => From(key.AsString()!),
        ColumnType.Int64 or ColumnType.Int32 => From(key.AsInt64()),
        _ => throw new ArgumentException($"A {key.Type} cannot be an entity key; use string, int or long.", nameof(key)),
    };

    /// <summary>A hash of the stored form that is the same on every machine and in every version: modulo the number of buckets it is the entity's bucket.</summary>
    public ulong StableHash() => Functions.StableHash.Of(Bytes);

    /// <summary>Decodes to the value of a key of <paramref name="type"/>.</summary>
    /// <exception cref="UnavailableException">The bytes are not of such a key.</exception>
    public FeatureValue ToValue(ColumnType type) => type switch
    {
        ColumnType.String => FeatureValue.From(Encoding.UTF8.GetString(Bytes)),
        ColumnType.Int64 => FeatureValue.From(Integer()),
        ColumnType.Int32 => FeatureValue.From((int)Integer()),
        _ => throw new ArgumentException($"A {type} cannot be an entity key; use string, int or long.", nameof(type)),
    };

    private long Integer() => Bytes.Length == sizeof(long)
        ? BinaryPrimitives.ReadInt64BigEndian(Bytes) ^ long.MinValue
        : throw new UnavailableException($"A stored entity key has {Bytes.Length} bytes, an integer key has {sizeof(long)}; materialize the view again.");

    /// <inheritdoc/>
    public bool Equals(EntityKey other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EntityKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Order of the bytes, unsigned.</summary>
    public int CompareTo(EntityKey other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>Equality of bytes.</summary>
    public static bool operator ==(EntityKey left, EntityKey right) => left.Equals(right);

    /// <summary>Inequality of bytes.</summary>
    public static bool operator !=(EntityKey left, EntityKey right) => !left.Equals(right);

    /// <summary>Order of the bytes.</summary>
    public static bool operator <(EntityKey left, EntityKey right) => left.CompareTo(right) < 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator >(EntityKey left, EntityKey right) => left.CompareTo(right) > 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator <=(EntityKey left, EntityKey right) => left.CompareTo(right) <= 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator >=(EntityKey left, EntityKey right) => left.CompareTo(right) >= 0;
}
