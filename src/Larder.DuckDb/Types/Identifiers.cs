namespace Larder.DuckDb;

/// <summary>Quoting of names and text that go into SQL.</summary>
/// <threadsafety>Safe for use by several threads.</threadsafety>
public static class Identifiers
{
    /// <summary>Quotes a table, column or schema name: <c>a"b</c> becomes <c>"a""b"</c>.</summary>
    /// <param name="identifier">One name, not a dotted path.</param>
    /// <exception cref="ArgumentException">The name is empty or contains a NUL character, which SQL cannot carry.</exception>
    public static string Quote(string identifier)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);

        return identifier.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException("An identifier cannot contain a NUL character; choose another name.", nameof(identifier))
            : $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Quotes text as a string literal: <c>it's</c> becomes <c>'it''s'</c>.</summary>
    /// <param name="text">Any text; backslashes are ordinary characters.</param>
    /// <exception cref="ArgumentException">The text contains a NUL character, which SQL cannot carry.</exception>
    public static string Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException(
                "A SQL literal cannot contain a NUL character; bind the text as a parameter of a prepared statement.", nameof(text))
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
