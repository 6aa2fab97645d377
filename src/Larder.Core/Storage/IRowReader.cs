namespace Larder.Storage;

/// <summary>
/// Reads rows out of a database into a file. What an implementation guarantees:
/// <list type="bullet">
/// <item>The rows of one copy are of one moment, whoever writes meanwhile; nothing is written to the database.</item>
/// <item>The file is UTF-8 and separated by commas, quoted as in RFC 4180, with a header line of the columns in the order asked for. A null is <c>\N</c> without quotes. Booleans are
/// <c>true</c> and <c>false</c>; numbers have all their digits; times are ISO 8601, instants with their offset; lists and maps are JSON.</item>
/// <item>A copy that throws has left no row behind anywhere but in the caller's file.</item>
/// </list>
/// Errors are members of the <see cref="Errors.LarderException"/> family that name the source, the connection and the next thing to do, and never a password.
/// </summary>
public interface IRowReader
{
    /// <summary>The names of the columns that a table or query has.</summary>
    Task<IReadOnlyList<string>> ColumnsAsync(RowOrigin origin, CancellationToken cancellationToken = default);

    /// <summary>Writes rows.</summary>
    Task CopyAsync(RowOrigin origin, RowSelection selection, Stream target, CancellationToken cancellationToken = default);
}

/// <summary>Where rows come from.</summary>
/// <param name="Source">The source's name, for messages.</param>
/// <param name="Connection">The name of the connection string.</param>
/// <param name="TableOrQuery">A table, or a query that begins with SELECT or WITH.</param>
public sealed record RowOrigin(string Source, string Connection, string TableOrQuery)
{
    /// <summary>Whether it is a query.</summary>
    public bool IsQuery => Begins("SELECT") || Begins("WITH");

    private bool Begins(string word) => TableOrQuery.AsSpan().TrimStart() is var text
        && text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && text.Length > word.Length && char.IsWhiteSpace(text[word.Length]);
}

/// <summary>Which rows and columns.</summary>
/// <param name="Columns">The columns, by the names they have there.</param>
/// <param name="OrderBy">The column that the rows are ordered by; null for any order.</param>
/// <param name="After">Only rows whose <paramref name="OrderBy"/> is greater: an integer, or microseconds since 1970 where it is a time; null for all.</param>
public sealed record RowSelection(IReadOnlyList<string> Columns, string? OrderBy, long? After);
