namespace Larder.Sqlite;

/// <summary>A statement's text. Compared by reference, so that a connection finds its prepared statement without hashing the text.</summary>
internal sealed class Sql(string text)
{
    public string Text { get; } = text;

    /// <summary>A name of any characters as an SQL identifier.</summary>
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
