using System.Globalization;

namespace Larder.Expressions;

/// <summary>Types and constants of canonical texts as C# writes them.</summary>
internal static class ReadableName
{
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["Boolean"] = "bool",
        ["Byte"] = "byte",
        ["Char"] = "char",
        ["Decimal"] = "decimal",
        ["Double"] = "double",
        ["Int16"] = "short",
        ["Int32"] = "int",
        ["Int64"] = "long",
        ["Object"] = "object",
        ["Single"] = "float",
        ["String"] = "string",
    };

    private static readonly string[] Widening = ["byte", "short", "int", "long", "float", "double"];

    /// <summary>A type: without namespace and outer types, with keywords, <c>?</c> and angle brackets.</summary>
    public static string Of(string type)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return Of(type[..^2]) + "[]";
        }

        var bracket = type.IndexOf('[', StringComparison.Ordinal);
        var name = bracket < 0 ? type : type[..bracket];
        name = name[(name.LastIndexOfAny(['.', '+']) + 1)..].Split('`')[0];
        if (bracket < 0)
        {
            return Keywords.GetValueOrDefault(name, name);
        }

        var arguments = Split(type[(bracket + 1)..^1]);
        return name == "Nullable" ? Of(arguments[0]) + "?" : $"{name}<{string.Join(", ", arguments.Select(Of))}>";
    }

    /// <summary>A constant of a type already in C#'s form.</summary>
    public static string OfConstant(string type, string value) => type switch
    {
        _ when value == "null" => value,
        "bool" or "bool?" => value == "True" ? "true" : "false",
        "Window" => OfWindow(value),
        "char" or "char?" => $"'{value.Trim('"')}'",
        "decimal" or "decimal?" => $"{value}m",
        "float" or "float?" => $"{value}f",
        _ when value[0] == '"' || char.IsAsciiDigit(value[0]) || value[0] == '-' || Keywords.ContainsValue(type.TrimEnd('?')) => value,
        _ => $"{type.TrimEnd('?')}.{value}",
    };

    /// <summary>Whether C# converts without being told.</summary>
    public static bool IsImplicit(string? from, string to)
    {
        var target = to.TrimEnd('?');
        var isLifted = to.Length > target.Length;
        if (from is null)
        {
            return isLifted;
        }

        var source = from.TrimEnd('?');
        return (isLifted || source.Length == from.Length)
            && (source == target || (Array.IndexOf(Widening, source) is >= 0 and var rank && rank < Array.IndexOf(Widening, target)));
    }

    /// <summary>Whether a type has whole numbers only.</summary>
    public static bool IsWhole(string? type) => type?.TrimEnd('?') is "byte" or "short" or "int" or "long";

    /// <summary>The dot before the last name of a qualified one, generic arguments apart; -1 where there is only one name.</summary>
    public static int LastDot(string word)
    {
        var (depth, at) = (0, word.Length - 1);
        for (; at >= 0 && (depth > 0 || word[at] != '.'); at--)
        {
            depth += word[at] == ']' ? 1 : word[at] == '[' ? -1 : 0;
        }

        return at;
    }

    private static string OfWindow(string value)
    {
        if (!decimal.TryParse(value.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return "Window.Lifetime";
        }

        var (unit, length) = seconds % 86_400 == 0 ? ("Days", 86_400) : seconds % 3_600 == 0 ? ("Hours", 3_600) : seconds % 60 == 0 ? ("Minutes", 60) : ("Seconds", 1);
        var number = (seconds / length).ToString("0.######", CultureInfo.InvariantCulture);
        return unit == "Seconds" ? $"Window.Of(TimeSpan.FromSeconds({number}))" : $"Window.{unit}({number})";
    }

    private static List<string> Split(string arguments)
    {
        var parts = new List<string>();
        var (start, depth) = (0, 0);
        for (var at = 0; at <= arguments.Length; at++)
        {
            if (at == arguments.Length || (arguments[at] == ',' && depth == 0))
            {
                parts.Add(arguments[start..at]);
                start = at + 1;
            }
            else
            {
                depth += arguments[at] == '[' ? 1 : arguments[at] == ']' ? -1 : 0;
            }
        }

        return parts;
    }
}
