using System.Globalization;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>What a text must hold beside matching a pattern.</summary>
public enum FormatRule
{
    /// <summary>Nothing more.</summary>
    None,

    /// <summary>The first ten characters are a day of the calendar, from year 1 on.</summary>
    Day,

    /// <summary>The number fits into 32 bits.</summary>
    Int32,

    /// <summary>The number fits into 64 bits.</summary>
    Int64,

    /// <summary>The text is JSON, which no pattern can say.</summary>
    Json,
}

/// <summary>A written form of text, by name.</summary>
public sealed class TextFormat
{
    private const string Integer = "-?[0-9]+";
    private const string DayPattern = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    private const string TimePattern = @"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?";
    private const string Octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private const string Host = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";

    private const string Hex = "[0-9A-Fa-f]{1,4}";

    private TextFormat(string name, string pattern, FormatRule rule = FormatRule.None, bool isOfType = false)
    {
        Name = name;
        Pattern = TextPattern.Parse(pattern, isAnchored: rule != FormatRule.Json);
        Rule = rule;
        IsOfType = isOfType;
    }

    /// <summary>Letters, digits and <c>._%+'-</c>, an @, and a host name with a dot.</summary>
    public static TextFormat Email { get; } = new("email", $@"[A-Za-z0-9._%+'-]+@{Host}(\.{Host})+");

    /// <summary>Hexadecimal digits in groups of 8, 4, 4, 4 and 12.</summary>
    public static TextFormat Uuid { get; } = new("uuid", "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    /// <summary>An http or https address without white space.</summary>
    public static TextFormat Url { get; } = new("url", @"https?://[^\s/?#]+([/?#][^\s]*)?");

    /// <summary>Four numbers from 0 to 255 without leading zeros.</summary>
    public static TextFormat Ipv4 { get; } = new("ipv4", $@"({Octet}\.){{3}}{Octet}");

    /// <summary>
    /// The forms of RFC 4291, section 2.2: eight groups of up to four hexadecimal digits, of which <c>::</c> stands for one or more groups of zeros, once; the last two may be an IPv4 address. Without zone and brackets.
    /// </summary>
    public static TextFormat Ipv6 { get; } = new("ipv6", Ipv6Pattern());

    /// <summary>A value of RFC 8259, of any depth, with white space around it or not. NaN, comments, commas behind the last element and escapes of half a surrogate pair are none.</summary>
    public static TextFormat Json { get; } = new("json", string.Empty, FormatRule.Json);

    /// <summary>A day of the calendar: <c>2011-12-09</c>.</summary>
    public static TextFormat IsoDate { get; } = new("iso_date", DayPattern, FormatRule.Day);

    /// <summary>A day and a time, with seconds, fraction and offset or without: <c>2011-12-09T12:50:00Z</c>.</summary>
    public static TextFormat IsoTimestamp { get; } = new("iso_timestamp", $"{DayPattern}[T ]{TimePattern}", FormatRule.Day);

    /// <summary>Decimal digits, with a minus sign or without.</summary>
    public static TextFormat WholeNumber { get; } = new("integer", Integer);

    /// <summary>Decimal digits with a point or without.</summary>
    public static TextFormat DecimalNumber { get; } = new("decimal", @$"{Integer}(\.[0-9]+)?");

    /// <summary>Its name. Stored.</summary>
    public string Name { get; }

    /// <summary>Whether it is the written form of a column type.</summary>
    public bool IsOfType { get; }

    /// <summary>The pattern that the whole text matches.</summary>
    public TextPattern Pattern { get; }

    /// <summary>What more it must hold.</summary>
    public FormatRule Rule { get; }

    /// <summary>The form in which text can be cast to a type; null for types that have none.</summary>
    internal static TextFormat? Of(ColumnType type) => type switch
    {
        ColumnType.Boolean => new(type.Name(), "true|false", isOfType: true),
        ColumnType.Int32 => new(type.Name(), Integer, FormatRule.Int32, isOfType: true),
        ColumnType.Int64 => new(type.Name(), Integer, FormatRule.Int64, isOfType: true),
        ColumnType.Float32 or ColumnType.Float64 => new(type.Name(), @$"{Integer}(\.[0-9]+)?([eE][+-]?[0-9]+)?", isOfType: true),
        ColumnType.Timestamp => new(type.Name(), $"{DayPattern}([T ]{TimePattern})?", FormatRule.Day, isOfType: true),
        _ => null,
    };

    /// <summary>Whether a text has the form.</summary>
    public bool IsMatch(string text) => Pattern.IsMatch(text) && Rule switch
    {
        FormatRule.Day => DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        FormatRule.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        FormatRule.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        FormatRule.Json => JsonText.IsValid(text),
        _ => true,
    };

    /// <summary>By the number of groups before <c>::</c>.</summary>
    private static string Ipv6Pattern()
    {
        var (group, v4) = ($"({Hex}:)", $@"({Octet}\.){{3}}{Octet}");
        IEnumerable<string> forms =
        [
            $"{group}{{7}}{Hex}",
            $"{group}{{6}}{v4}",
            $":(:{Hex}){{1,7}}",
            "::",
            $"{group}{{7}}:",
            $":(:{Hex}){{0,5}}:{v4}",
            .. Enumerable.Range(1, 6).Select(n => string.Create(CultureInfo.InvariantCulture, $"{group}{{{n}}}(:|(:{Hex}){{1,{7 - n}}})")),
            .. Enumerable.Range(1, 5).Select(n => string.Create(CultureInfo.InvariantCulture, $"{group}{{{n}}}(:{Hex}){{0,{5 - n}}}:{v4}")),
        ];
        return string.Join('|', forms);
    }
}
