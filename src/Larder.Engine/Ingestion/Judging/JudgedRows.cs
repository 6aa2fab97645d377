using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline;

namespace Larder.Ingestion;

/// <summary>
/// What becomes of an input's rows once they are judged, until all of them are and can be written. This is the one place where it is decided how rows get from the input to the table:
/// where every column is stored as the file has it, the engine carries the rows from file to file and only the columns that somebody asks for are read here (<see cref="CarriedRows"/>);
/// all other rows are read, brought into their form and staged (<see cref="StagedRows"/>). Both store the same.
/// </summary>
internal abstract class JudgedRows : IDisposable
{
    /// <summary>Chooses.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="connection">A connection to it, free until rows are read.</param>
    /// <param name="source">The source.</param>
    /// <param name="files">The files that are read.</param>
    /// <param name="mayCarry">Whether the engine may carry the rows.</param>
    /// <param name="firstSequence">The sequence of the first accepted row.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static JudgedRows For(
        DuckDbDatabase engine, DuckDbConnection connection, SourceDefinition source, IReadOnlyList<InputFile> files, bool mayCarry, long firstSequence, CancellationToken cancellationToken) =>
        mayCarry && files.Count == 1 && CarriedFile.TryOpen(connection, source, files[0], cancellationToken) is { } carried
            ? new CarriedRows(engine, connection, source, carried, firstSequence)
            : new StagedRows(engine, source);

    /// <summary>The query for what is judged of a file's rows.</summary>
    public abstract RowQuery Query(Workspace workspace, DuckDbConnection connection, InputFile file, CancellationToken cancellationToken);

    /// <summary>Takes rows that passed, numbered one after the other.</summary>
    /// <param name="raw">The batch, with the rows' times.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="sequence">The first row's sequence.</param>
    public abstract void Accept(RawRows raw, ReadOnlySpan<int> rows, long sequence);

    /// <summary>Takes a row that broke a rule.</summary>
    /// <param name="raw">The batch, with the row's time.</param>
    /// <param name="row">The row.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="rules">All rules that it broke.</param>
    /// <param name="file">The name of the file.</param>
    public abstract void Quarantine(RawRows raw, int row, string rule, string rules, string file);

    /// <summary>Told that all rows are judged.</summary>
    public abstract void Close(CancellationToken cancellationToken);

    /// <summary>The rows that passed, with the columns of their files.</summary>
    public abstract EventRows Accepted(CancellationToken cancellationToken);

    /// <summary>The rows that broke a rule, with the columns of their files.</summary>
    public abstract EventRows Quarantined(CancellationToken cancellationToken);

    /// <summary>Makes sure that what was written is what was judged.</summary>
    /// <exception cref="Errors.InvalidInputException">The input has been written to since.</exception>
    public virtual void EnsureUnchanged()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the rows.</summary>
    protected abstract void Dispose(bool disposing);
}
