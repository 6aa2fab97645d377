using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>Makes every error of this assembly that carries DuckDB's text.</summary>
internal static class ErrorFactory
{
    private const string Unexplained = "DuckDB reported an error without a message.";

    // What DuckDB puts before an error that a background task met while the statement was being started.
    private const string PendingPrefix =
        "Invalid Input Error: Attempting to execute an unsuccessful or closed pending query result\nError: ";

    internal static Exception FromResult(ResultHandle result, string sql, CancellationToken cancellationToken)
    {
        var message = NativeMethods.ResultError(result);

        return message?.StartsWith(PendingPrefix, StringComparison.Ordinal) is true
            ? FromText(message[PendingPrefix.Length..], sql, cancellationToken)
            : Create(message, NativeMethods.ResultErrorType(result), sql, cancellationToken);
    }

    internal static Exception FromPending(PendingResultHandle pending, string sql, CancellationToken cancellationToken) =>
        FromText(NativeMethods.PendingError(pending), sql, cancellationToken);

    internal static Exception FromPrepared(
        PreparedStatementHandle statement, string sql, CancellationToken cancellationToken = default) =>
        FromText(NativeMethods.PrepareError(statement), sql, cancellationToken);

    internal static Exception FromAppender(AppenderHandle appender)
    {
        using var error = NativeMethods.AppenderErrorData(appender);
        error.Attach();

        return Create(
            NativeMethods.ErrorDataMessage(error), NativeMethods.ErrorDataErrorType(error), sql: null, CancellationToken.None);
    }

    /// <summary>For the calls that report a text only: its first words name the kind.</summary>
    internal static Exception FromText(string? message, string? sql, CancellationToken cancellationToken) =>
        Create(message, ErrorKindNames.Parse(message), sql, cancellationToken);

    private static Exception Create(string? message, DuckDbErrorKind kind, string? sql, CancellationToken cancellationToken)
    {
        var error = new DuckDbException(string.IsNullOrEmpty(message) ? Unexplained : message, kind, sql);

        if (kind is not DuckDbErrorKind.Interrupt)
        {
            return error;
        }

        return cancellationToken.IsCancellationRequested
            ? new OperationCanceledException("The query was canceled.", error, cancellationToken)
            : new OperationCanceledException("The query was interrupted by DuckDbConnection.Interrupt().", error);
    }
}
