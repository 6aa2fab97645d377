using Larder.DuckDb;
using Larder.Engine;
using Larder.Ingestion;
using Larder.Offline;

namespace Larder.Quality;

/// <summary>Opens the rows of a source, files or the stored table, for questions to the engine.</summary>
internal static class SourceRows
{
    /// <summary>Asks about the newest version of the stored table, named like <c>rides@3</c>.</summary>
    public static async Task<T> OfTableAsync<T>(Workspace workspace, SourceDefinition source, Func<DuckDbConnection, CheckRelation, TableOrigin, T> ask, CancellationToken cancellationToken)
    {
        var table = await OfflineTable.OpenAsync(workspace.OfflinePath, source, version: null, cancellationToken).ConfigureAwait(false);
        var origin = new TableOrigin(table.Reference, await table.RowsBeforeAsync(cancellationToken).ConfigureAwait(false));
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        return ask(connection, new CheckRelation(table.SelectAll(), source.Schema, failed => EngineErrors.OfState(workspace.Options.StatePath, failed)), origin);
    }

    /// <summary>Asks about the files that an ingest would read. Rows are numbered from 1, through all files.</summary>
    public static async Task<T> OfFilesAsync<T>(
        Workspace workspace, SourceDefinition source, string? input, Func<DuckDbConnection, CheckRelation, string, T> ask, CancellationToken cancellationToken)
    {
        try
        {
            var found = await InputSet.OpenAsync(workspace, source, input, store: false, cancellationToken).ConfigureAwait(false);
            var inputs = await found.CheckedAsync(cancellationToken).ConfigureAwait(false);
            using var engine = workspace.OpenEngine();
            using var connection = engine.Connect();
            var answer = ask(connection, new CheckedFiles(workspace, source, inputs).Open(engine, connection, cancellationToken), inputs.Name);
            foreach (var file in inputs.Files)
            {
                file.EnsureUnchanged();
            }

            return answer;
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(workspace.Options.StatePath, failed);
        }
    }
}

/// <summary>Which version of a table rows are of.</summary>
/// <param name="Name">The table's version: <c>rides@3</c>.</param>
/// <param name="RowsBefore">How many rows the version before has; null where there is none.</param>
internal readonly record struct TableOrigin(string Name, long? RowsBefore);
