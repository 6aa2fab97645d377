using System.Text;
using Larder.Errors;

namespace Larder.Types;

/// <summary>The rules for names.</summary>
public static class Names
{
    /// <summary>Longest name allowed.</summary>
    public const int MaxLength = 100;

    /// <summary>Turns a C# name into a stored one: <c>Revenue7d</c> is <c>revenue_7d</c>, <c>CustomerID</c> is <c>customer_id</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (i > 0 && c != '_' && name[i - 1] != '_' && StartsWord(name, i))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>Checks a name that the user chose and returns it.</summary>
    /// <exception cref="InvalidDefinitionException">It is empty, too long, or has other characters than letters, digits and underscores.</exception>
    public static string Check(string what, string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw new InvalidDefinitionException(
                $"'{name}' is no valid {what} name; use a letter, then letters, digits and underscores, {MaxLength} at most.");
        }

        return name;
    }

    private static bool StartsWord(string name, int i)
    {
        var (previous, current) = (name[i - 1], name[i]);
        if (char.IsDigit(current))
        {
            return !char.IsDigit(previous);
        }

        if (!char.IsUpper(current))
        {
            return false;
        }

        return !char.IsUpper(previous) || (i + 1 < name.Length && char.IsLower(name[i + 1]));
    }
}
