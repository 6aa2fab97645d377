using Larder.Functions;

namespace Larder;

/// <content>Categories to numbers.</content>
public static partial class FeatureMath
{
    /// <summary>A list with 1 at the place of the category that equals <paramref name="value"/>, character by character, and 0 elsewhere; all 0 for any other value.</summary>
    /// <param name="value">The value; null gives null.</param>
    /// <param name="categories">The categories; the list has as many elements.</param>
    public static double[]? OneHot(string? value, params string[] categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        return value is null ? null : Array.ConvertAll(categories, category => string.Equals(value, category, StringComparison.Ordinal) ? 1d : 0d);
    }

    /// <inheritdoc cref="OneHot(string?, string[])"/>
    public static double[]? OneHot(long? value, params long[] categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        return value is { } given ? Array.ConvertAll(categories, category => given == category ? 1d : 0d) : null;
    }

    /// <summary>
    /// One of <paramref name="bins"/> bins, from 0 on, by a hash of the text that is the same on every machine and will not change: FNV-1a of
    /// 64 bits over its UTF-8 bytes, the finaliser of MurmurHash3, the remainder by the number of bins.
    /// </summary>
    /// <param name="text">The text, character by character; null gives null.</param>
    /// <param name="bins">At least 1. Different texts share a bin by chance.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no bins.</exception>
    public static int? HashBin(string? text, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        return text is null ? null : (int)(StableHash.Of(text) % (ulong)bins);
    }

    /// <inheritdoc cref="HashBin(string?, int)"/>
    /// <summary>One of <paramref name="bins"/> bins, from 0 on, by a hash of the number that is the same on every machine and will not change.</summary>
    /// <param name="number">The number; null gives null.</param>
    /// <param name="bins">At least 1. Different numbers share a bin by chance.</param>
    public static int? HashBin(long? number, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        return number is { } given ? (int)(StableHash.Of(given) % (ulong)bins) : null;
    }
}
