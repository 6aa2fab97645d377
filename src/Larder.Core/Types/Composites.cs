using System.Globalization;
using System.Runtime.InteropServices;

namespace Larder.Types;

/// <summary>Equality and text of the values that <see cref="FeatureValue"/> holds by reference.</summary>
internal static class Composites
{
    /// <summary>Equality of type and bits.</summary>
    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (float[] a, float[] b) => BitsEqual<float>(a, b),
        (long[] a, long[] b) => BitsEqual<long>(a, b),
        (double[] a, double[] b) => BitsEqual<double>(a, b),
        (string[] a, string[] b) => a.AsSpan().SequenceEqual(b),
        _ => Equals(left, right),
    };

    public static bool BitsEqual<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged => MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right));

    /// <summary>Equality of the bits of the values of two maps.</summary>
    public static bool ValuesEqual<T>(T[] left, T[] right) => (left, right) switch
    {
        (long[] a, long[] b) => BitsEqual<long>(a, b),
        (double[] a, double[] b) => BitsEqual<double>(a, b),
        _ => left.Length == right.Length && left.Zip(right).All(pair => AreEqual(pair.First, pair.Second)),
    };

    /// <summary>Whether a value of a map is null, or a list with a null.</summary>
    public static bool HasNull<T>(T value) => value is null || (value is string[] list && Array.IndexOf(list, null) >= 0);

    public static int HashOf(object? value)
    {
        var hash = default(HashCode);
        switch (value)
        {
            case float[] list: hash.AddBytes(MemoryMarshal.AsBytes<float>(list)); break;
            case long[] list: hash.AddBytes(MemoryMarshal.AsBytes<long>(list)); break;
            case double[] list: hash.AddBytes(MemoryMarshal.AsBytes<double>(list)); break;
            case string[] list: Array.ForEach(list, hash.Add); break;
            case Array[] lists: Array.ForEach(lists, list => hash.Add(HashOf(list))); break;
            default: hash.Add(value); break;
        }

        return hash.ToHashCode();
    }

    public static string Describe(object? value) => value switch
    {
        float[] list => Join(list.Select(v => v.ToString("R", CultureInfo.InvariantCulture))),
        long[] list => Join(list.Select(v => v.ToString(CultureInfo.InvariantCulture))),
        double[] list => Join(list.Select(v => v.ToString("R", CultureInfo.InvariantCulture))),
        string[] list => Join(list),
        _ => value?.ToString() ?? "null",
    };

    public static string[] WithoutNulls(string[] list) => Array.IndexOf(list, null) is >= 0 and var index
        ? throw new ArgumentException($"The list has null at [{index}]; leave such elements out.", nameof(list))
        : list;

    private static string Join(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";
}
