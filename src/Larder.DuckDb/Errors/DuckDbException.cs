namespace Larder.DuckDb;

/// <summary>
/// An error DuckDB reported; <see cref="Exception.Message"/> is DuckDB's own text. An interrupted query is an
/// <see cref="OperationCanceledException"/> instead.
/// </summary>
public sealed class DuckDbException : Exception
{
    internal DuckDbException(string message, DuckDbErrorKind kind, string? sql = null)
        : base(message)
    {
        Kind = kind;
        Sql = sql;
    }

    /// <summary>The class of the error.</summary>
    public DuckDbErrorKind Kind { get; }

    /// <summary>The SQL that failed, as it was given; null where no SQL is involved.</summary>
    public string? Sql { get; }
}
