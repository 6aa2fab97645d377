using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Larder.Types;

namespace Larder;

/// <summary>
/// A feature that is a map from text to a number, a text or a list, such as a histogram. Immutable; its entries are ordered by their keys, character by
/// character, so that equal maps have equal bytes.
/// </summary>
/// <typeparam name="T"><see cref="long"/> or <see cref="double"/>; in features also <see cref="string"/>, <c>long[]</c>, <c>double[]</c> or <c>string[]</c>, which must not be changed any more.</typeparam>
public sealed class FeatureMap<T> : IReadOnlyDictionary<string, T>, IEquatable<FeatureMap<T>>
    where T : notnull
{
    private readonly string[] _keys;
    private readonly T[] _values;

    /// <summary>Makes a map of entries in any order.</summary>
    /// <exception cref="ArgumentException">Two entries have one key, or one has no key or no value, or a null in its list.</exception>
    public FeatureMap(IEnumerable<KeyValuePair<string, T>> entries)
    {
        var all = entries.ToArray();
        (_keys, _values) = ([.. all.Select(e => StoredText.Of(e.Key ?? throw new ArgumentException("An entry has no key.", nameof(entries))))], [.. all.Select(e => e.Value)]);
        Array.Sort(_keys, _values, StringComparer.Ordinal);
        for (var i = 1; i < _keys.Length; i++)
        {
            if (_keys[i] == _keys[i - 1])
            {
                throw new ArgumentException($"Key '{_keys[i]}' occurs twice.", nameof(entries));
            }
        }

        if (Array.FindIndex(_values, Composites.HasNull) is >= 0 and var lacking)
        {
            throw new ArgumentException($"The value of '{_keys[lacking]}' is null or holds a null; leave it out.", nameof(entries));
        }
    }

    private FeatureMap(string[] keys, T[] values) => (_keys, _values) = (keys, values);

    /// <inheritdoc/>
    public int Count => _keys.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _keys;

    /// <inheritdoc/>
    public IEnumerable<T> Values => _values;

    /// <inheritdoc/>
    public T this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The map has no '{key}'.");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        var index = Array.BinarySearch(_keys, key, StringComparer.Ordinal);
        value = index < 0 ? default : _values[index];
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _keys.Zip(_values, KeyValuePair.Create).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The keys in order.</summary>
    internal ReadOnlySpan<string> KeySpan => _keys;

    /// <summary>The values in the order of their keys.</summary>
    internal ReadOnlySpan<T> ValueSpan => _values;

    /// <summary>A map of entries that are in order already, which keeps the arrays; null where they are not.</summary>
    internal static FeatureMap<T>? TryOrdered(string[] keys, T[] values)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (string.CompareOrdinal(keys[i - 1], keys[i]) >= 0)
            {
                return null;
            }
        }

        return new FeatureMap<T>(keys, values);
    }

    /// <summary>Equality of keys and of the bits of values: NaN equals NaN, 0.0 differs from -0.0.</summary>
    public bool Equals(FeatureMap<T>? other) => other is not null && _keys.AsSpan().SequenceEqual(other._keys) && Composites.ValuesEqual(_values, other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureMap<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var key in _keys)
        {
            hash.Add(key);
        }

        hash.Add(Composites.HashOf(_values));
        return hash.ToHashCode();
    }

    /// <summary>The entries for people: <c>{a: 1, b: 2}</c>.</summary>
    public override string ToString() => $"{{{string.Join(", ", this.Select(e => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{e.Key}: {(e.Value is Array ? Composites.Describe(e.Value) : e.Value)}")))}}}";
}
