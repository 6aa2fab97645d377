using System.Globalization;
using Larder.Errors;

namespace Larder.Types;

/// <summary>
/// The key of an entity with several join keys, as one text. Part by part: text with U+0001 behind every NUL in it and two NULs behind all of
/// it; an integer as 16 lower-case hexadecimal digits of its 64 bits with the sign bit flipped. Different keys have different texts, and the order
/// of the bytes (UTF-8, which is the stored form, see <see cref="EntityKey"/>) is the order of the keys, part by part. It is stored: append only.
/// </summary>
public static class CompositeKey
{
    private const char Nul = '\0';
    private const char InText = '\u0001';
    private const int Digits = 16;

    /// <summary>The key of some parts; null where one of them is.</summary>
    public static FeatureValue Join(ReadOnlySpan<FeatureValue> parts)
    {
        var length = 0;
        foreach (var part in parts)
        {
            if (part.IsNull)
            {
                return FeatureValue.Null;
            }

            length += part.AsString() is { } text ? text.Length + text.AsSpan().Count(Nul) + 2 : Digits;
        }

        return FeatureValue.From(string.Create(length, parts, Fill));
    }

    /// <summary>The key of some parts in their stored forms, in its own.</summary>
    /// <param name="parts">One per part of the key.</param>
    /// <param name="key">The parts of the key.</param>
    public static EntityKey Join(ReadOnlySpan<EntityKey> parts, IReadOnlyList<KeyPart> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var length = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            length += key[i].Type == ColumnType.String ? parts[i].Bytes.Length + parts[i].Bytes.Count((byte)0) + 2 : Digits;
        }

        var bytes = new byte[length];
        var rest = bytes.AsSpan();
        for (var i = 0; i < parts.Length; i++)
        {
            rest = rest[(key[i].Type == ColumnType.String ? WriteText(parts[i].Bytes, rest) : WriteDigits(parts[i].Bytes, rest))..];
        }

        return new EntityKey(bytes);
    }

    /// <summary>The parts of a key.</summary>
    /// <exception cref="UnavailableException">It is no key of such parts.</exception>
    public static FeatureValue[] Split(string text, IReadOnlyList<KeyPart> key)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(key);
        var parts = new FeatureValue[key.Count];
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = key[i].Type switch
            {
                ColumnType.String => FeatureValue.From(ReadText(text, ref at)),
                ColumnType.Int32 => FeatureValue.From((int)ReadNumber(text, ref at)),
                _ => FeatureValue.From(ReadNumber(text, ref at)),
            };
        }

        return at == text.Length ? parts : throw Damaged();
    }

    private static void Fill(Span<char> target, ReadOnlySpan<FeatureValue> parts)
    {
        foreach (var part in parts)
        {
            target = target[(part.AsString() is { } text ? WriteText(text, target) : WriteNumber(part.AsInt64(), target))..];
        }
    }

    private static int WriteNumber(long value, Span<char> target)
    {
        (value ^ long.MinValue).TryFormat(target, out var written, "x16", CultureInfo.InvariantCulture);
        return written;
    }

    private static int WriteText(ReadOnlySpan<char> text, Span<char> target)
    {
        var length = 0;
        foreach (var c in text)
        {
            target[length++] = c;
            if (c == Nul)
            {
                target[length++] = InText;
            }
        }

        target.Slice(length, 2).Clear();
        return length + 2;
    }

    private static int WriteText(ReadOnlySpan<byte> utf8, Span<byte> target)
    {
        var length = 0;
        foreach (var b in utf8)
        {
            target[length++] = b;
            if (b == 0)
            {
                target[length++] = (byte)InText;
            }
        }

        target.Slice(length, 2).Clear();
        return length + 2;
    }

    /// <summary>The stored form of an integer is its eight bytes with the sign bit flipped.</summary>
    private static int WriteDigits(ReadOnlySpan<byte> integer, Span<byte> target) =>
        Convert.TryToHexStringLower(integer, target, out var written) ? written : throw Damaged();

    private static string ReadText(string text, ref int at)
    {
        var start = at;
        for (; at + 1 < text.Length; at++)
        {
            if (text[at] != Nul)
            {
                continue;
            }

            if (text[at + 1] == Nul)
            {
                var part = text[start..at];
                at += 2;
                return part.Replace("\0\u0001", "\0", StringComparison.Ordinal);
            }

            if (text[++at] != InText)
            {
                break;
            }
        }

        throw Damaged();
    }

    private static long ReadNumber(string text, ref int at)
    {
        if (at + Digits > text.Length || !long.TryParse(text.AsSpan(at, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
        {
            throw Damaged();
        }

        at += Digits;
        return bits ^ long.MinValue;
    }

    private static UnavailableException Damaged() => new("A stored composite key is damaged; materialize the view again.");
}
