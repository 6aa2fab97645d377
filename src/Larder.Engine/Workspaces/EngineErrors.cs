using Larder.DuckDb;
using Larder.Errors;

namespace Larder.Engine;

/// <summary>Turns the engine's errors into one line that says what, where and what next.</summary>
internal static class EngineErrors
{
    /// <summary>An error while reading an input file.</summary>
    public static LarderException OfInput(string path, DuckDbException failed) =>
        new InvalidInputException($"The input {path} cannot be read: {FirstLine(failed)}. Nothing was stored; correct the file and ingest again.", failed);

    /// <summary>An error while reading a spine's file.</summary>
    public static LarderException OfSpine(string path, DuckDbException failed) =>
        new InvalidInputException($"The spine {path} cannot be read: {FirstLine(failed)}. Correct the file, or give another one with --spine.", failed);

    /// <summary>An error in the SQL of a view, found before it reads any row.</summary>
    public static LarderException OfStatement(string view, DuckDbException failed) =>
        new InvalidDefinitionException($"SQL view {view} cannot run: {FirstLine(failed).TrimEnd('!')}. Correct the query; it sees its sources' columns, _event_time, _known_at and _sequence.", failed);

    /// <summary>An error in the SQL of a view while it reads rows.</summary>
    public static LarderException OfQuery(string view, DuckDbException failed) =>
        new InvalidInputException($"SQL view {view} stopped: {FirstLine(failed)}. Nothing was changed; correct the query, and run 'larder derive {view}'.", failed);

    /// <summary>An error while writing or reading below the state folder.</summary>
    public static LarderException OfState(string path, Exception failed) => failed is DuckDbException { Kind: DuckDbErrorKind.OutOfMemory }
        ? new UnavailableException($"{path} cannot be used: {FirstLine(failed)}. Nothing was changed; give the engine more memory or more space to spill to and run the step again.", innerException: failed)
        : new UnavailableException($"{path} cannot be used: {FirstLine(failed)}. Nothing was changed; check space and permissions and run the step again, or give another folder with --state.", innerException: failed);

    /// <summary>Whether an error comes from the engine or the disk and not from the caller's data.</summary>
    public static bool IsOfState(Exception failed) => failed is DuckDbException or IOException or UnauthorizedAccessException;

    /// <summary>
    /// The engine's message without its kind, the SQL and advice on SQL. Errors in CSV say where in the first line and why in the last
    /// one before the advice; between them stands the line itself, which may be of any length.
    /// </summary>
    private static string FirstLine(Exception failed)
    {
        var lines = failed.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .TakeWhile(l => !l.StartsWith("Possible", StringComparison.Ordinal) && !l.StartsWith("LINE ", StringComparison.Ordinal))
            .DefaultIfEmpty(failed.GetType().Name)
            .ToArray();
        var kind = lines[0].IndexOf(" Error: ", StringComparison.Ordinal);
        var first = failed is DuckDbException && kind >= 0 ? lines[0][(kind + " Error: ".Length)..] : lines[0];
        return (first.StartsWith("CSV Error", StringComparison.Ordinal) && lines.Length > 1 ? $"{first}; {lines[^1]}" : first).TrimEnd('.');
    }
}
