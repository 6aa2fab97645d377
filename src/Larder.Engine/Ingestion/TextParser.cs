using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>Reads the values of CSV fields: invariant culture, no thousands separators, ISO 8601 times.</summary>
internal static class TextParser
{
    private const int MostDigits = 15;

    private static readonly double[] PowersOfTen = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>What a field of a type must look like, for messages.</summary>
    public static string Expected(ColumnType type) => type switch
    {
        ColumnType.Boolean => "true or false",
        ColumnType.Int32 => "a whole number of 32 bits",
        ColumnType.Int64 => "a whole number of 64 bits",
        ColumnType.Float32 or ColumnType.Float64 => "a number with a decimal point, NaN, Infinity or -Infinity",
        ColumnType.Timestamp => "a date and time such as 2011-12-09T12:50:00",
        _ => "text",
    };

    /// <summary>Stores a field in a row of a column (not a time's; see <see cref="TryTime"/>); false where it cannot be read.</summary>
    public static bool TrySet(Column column, int row, ReadOnlySpan<byte> utf8)
    {
        switch (column)
        {
            case Column<string> c:
                c.Values[row] = Encoding.UTF8.GetString(utf8);
                return true;
            case Column<int> c:
                return TryInteger(utf8, out c.Values[row]);
            case Column<long> c:
                return TryInteger(utf8, out c.Values[row]);
            case Column<double> c:
                return TryNumber(utf8, out c.Values[row]);
            case Column<float> c:
                return float.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out c.Values[row]) && Brought(c, row);
            case Column<bool> c:
                return TryBoolean(utf8, out c.Values[row]);
            default:
                return false;
        }
    }

    /// <summary>Reads a whole number.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> utf8, out int value) => Utf8Parser.TryParse(utf8, out value, out var used) && used == utf8.Length;

    /// <inheritdoc cref="TryInteger(ReadOnlySpan{byte}, out int)"/>
    public static bool TryInteger(ReadOnlySpan<byte> utf8, out long value) => Utf8Parser.TryParse(utf8, out value, out var used) && used == utf8.Length;

    /// <summary>Reads a number, zeros and NaNs in one form.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> utf8, out double value)
    {
        var isRead = TryPlainNumber(utf8, out value) || double.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        value = OneForm.Of(value);
        return isRead;
    }

    /// <summary>
    /// Reads a time; with an offset or Z the result is UTC and <paramref name="isLocal"/> false, without one it is as written.
    /// </summary>
    public static bool TryTime(ReadOnlySpan<byte> utf8, out DateTime time, out bool isLocal)
    {
        isLocal = true;
        if (TryPlainTime(utf8, out time))
        {
            return true;
        }

        // Anything but a year first would be a guess: 09/12/2011 has two meanings, and 12:50 would be taken for today.
        if (utf8.Length < 10 || utf8[4] != '-' || utf8[7] != '-')
        {
            return false;
        }

        if (!DateTime.TryParse(Encoding.UTF8.GetString(utf8), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time))
        {
            return false;
        }

        isLocal = time.Kind == DateTimeKind.Unspecified;
        time = time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
        return true;
    }

    private static bool Brought(Column column, int row)
    {
        OneForm.Bring(column, row);
        return true;
    }

    /// <summary>
    /// The common case, ten times as fast: digits, perhaps with a point between them. Both the digits (fifteen at most) and the power of ten are whole numbers that a double holds
    /// exactly, so their quotient is the double nearest to the number, which is what the general way gives.
    /// </summary>
    internal static bool TryPlainNumber(ReadOnlySpan<byte> text, out double number)
    {
        number = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        if (digits.Length is 0 or > MostDigits + 1)
        {
            return false;
        }

        var (whole, point) = (0L, -1);
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '.' && point < 0)
            {
                point = i;
            }
            else if (char.IsAsciiDigit((char)digits[i]))
            {
                whole = (whole * 10) + (digits[i] - '0');
            }
            else
            {
                return false;
            }
        }

        if (point == 0 || point == digits.Length - 1 || (point < 0 && digits.Length > MostDigits))
        {
            return false;
        }

        number = whole / PowersOfTen[point < 0 ? 0 : digits.Length - point - 1];
        number = isNegative ? -number : number;
        return true;
    }

    private static bool TryBoolean(ReadOnlySpan<byte> utf8, out bool value)
    {
        value = Ascii.EqualsIgnoreCase(utf8, "true") || utf8.SequenceEqual("1"u8);
        return value || Ascii.EqualsIgnoreCase(utf8, "false") || utf8.SequenceEqual("0"u8);
    }

    /// <summary>The common case without allocation: <c>yyyy-MM-ddTHH:mm:ss</c>, with T or a blank. It is as written.</summary>
    public static bool TryPlainTime(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (text.Length != 19 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || !Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute) || !Digits(text[17..], out var second))
        {
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
