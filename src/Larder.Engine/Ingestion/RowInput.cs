using System.Text;
using Larder.Engine;
using Larder.Errors;
using Larder.Storage;

namespace Larder.Ingestion;

/// <summary>
/// The rows of a table or query, copied to a file that is then ingested like any other:
/// 1. those beyond the greatest watermark that an ingest has stored, or all;
/// 2. in the order of the watermark, or else of the rows' id.
/// The greatest watermark is stored in the commit of the rows, so that a run that is killed is repeated from where the last one ended.
/// </summary>
internal static class RowInput
{
    /// <summary>Copies the rows.</summary>
    /// <exception cref="LarderException">The database cannot be read, or lacks columns.</exception>
    public static async Task<InputSet> OpenAsync(Workspace workspace, SourceDefinition source, string? input, bool store, CancellationToken cancellationToken)
    {
        RefuseInput(source, input);
        var reader = workspace.Adapters.Postgres ?? throw new UnavailableException(
            $"Source {source.Name} is in PostgreSQL, for which this program has no adapter; give the workspace one: Adapters = new() {{ Postgres = new PostgresRows(…) }}.");
        var origin = new RowOrigin(source.Name, source.Connection!, source.Path);
        var name = $"PostgreSQL {source.Connection}, {(origin.IsQuery ? "query" : source.Path)}";
        var columns = await reader.ColumnsAsync(origin, cancellationToken).ConfigureAwait(false);
        var match = CsvHeader.Match(source.Schema, columns, out var missing);
        if (missing.Count > 0)
        {
            throw SuiteRun.Breached(source, name, [$"schema: column {string.Join(", ", missing)} missing (there is {string.Join(", ", columns)})"]);
        }

        var after = (store ? await IngestLog.ReadAsync(workspace, source, cancellationToken).ConfigureAwait(false) : []).Max(c => c.Watermark);
        var order = source.Watermark ?? source.EventId;
        var path = workspace.TemporaryPath("rows.csv");
        var target = File.Create(path);
        await using (target.ConfigureAwait(false))
        {
            await reader.CopyAsync(origin, new([.. match.Distinct().Select(m => columns[m])], order is { } o ? columns[match[o]] : null, source.Watermark is null ? null : after), target, cancellationToken).ConfigureAwait(false);
        }

        var file = InputFile.OfRows(path, name, FileFormat.Of(source), cancellationToken);
        return new(name, after is not null && !HasRows(path) ? [] : [file]) { After = after };
    }

    /// <summary>The rows are where the definition says.</summary>
    /// <exception cref="InvalidInputException">A file is given instead.</exception>
    public static void RefuseInput(SourceDefinition source, string? input)
    {
        if (input is not null)
        {
            throw new InvalidInputException($"Source {source.Name} reads {source.Path} of PostgreSQL {source.Connection} and takes no files; leave out --input.");
        }
    }

    private static bool HasRows(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        return reader.ReadLine() is not null && reader.ReadLine() is not null;
    }
}
