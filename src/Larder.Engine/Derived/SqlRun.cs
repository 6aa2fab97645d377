using System.Diagnostics;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Ingestion;
using Larder.Offline;
using Larder.Types;

namespace Larder.Derived;

/// <summary>
/// Runs a SQL view over pinned tables. One thread, files in their order and rows sorted by all their columns before they are numbered: the same tables give
/// the same rows, whatever the query adds up or takes first. The engine may read the offline tables and nothing else.
/// </summary>
internal static class SqlRun
{
    /// <summary>Keeps an engine from every file but the offline tables, where there are any, and to one thread.</summary>
    public static void Confine(DuckDbConnection connection, string? offlinePath = null)
    {
        if (offlinePath is not null)
        {
            connection.Execute($"SET allowed_directories = [{Identifiers.Literal(Path.GetFullPath(offlinePath) + Path.DirectorySeparatorChar)}]");
        }

        connection.Execute("SET threads = 1; SET TimeZone = 'UTC'; SET enable_external_access = false");
    }

    /// <summary>Makes a source known to queries as its rows.</summary>
    public static void Define(DuckDbConnection connection, OfflineTable table) =>
        connection.Execute($"CREATE TEMP VIEW {Identifiers.Quote(table.Source.Name)} AS {table.SelectAll()}");

    /// <summary>Makes a source known to queries without any rows.</summary>
    public static void DefineEmpty(DuckDbConnection connection, SourceDefinition source)
    {
        var columns = source.Schema.Columns.Select(c => $"{Identifiers.Quote(c.Name)} {SqlTypes.NameOf(c.Type)}");
        var retracted = source.RevisionId is null ? string.Empty : " _retracted_at TIMESTAMP,";
        connection.Execute($"CREATE TEMP TABLE {Identifiers.Quote(source.Name)} (_event_time TIMESTAMP, _known_at TIMESTAMP, _sequence BIGINT,{retracted} {string.Join(", ", columns)})");
    }

    /// <summary>Stages the rows that the query yields.</summary>
    /// <param name="connection">Knows the query's sources.</param>
    /// <param name="source">The SQL view's table.</param>
    /// <param name="statement">The query.</param>
    /// <param name="sequence">The number of the first row.</param>
    /// <param name="staging">Takes the rows.</param>
    /// <param name="progress">Told about rows.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <returns>The greatest event time, and the number of the next row.</returns>
    /// <exception cref="InvalidInputException">The query fails, or a row lacks a time or another value it must have.</exception>
    public static (long? Newest, long NextSequence) Stage(
        DuckDbConnection connection, SourceDefinition source, string statement, long sequence, StagingTables staging, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var select = SqlOutput.Select(connection, source, statement, cancellationToken);
        var batch = new EventBatch(source.Schema, 1) { Count = 1 };
        long? newest = null;
        try
        {
            using var result = connection.Query($"{select} ORDER BY ALL", cancellationToken);
            while (true)
            {
                using var chunk = result.Read(cancellationToken);
                if (chunk is null)
                {
                    return (newest, sequence);
                }

                for (var row = 0; row < chunk.RowCount; row++)
                {
                    Read(chunk, row, source, batch);
                    var order = OrderOf(source, batch, sequence++);
                    staging.Accept(batch, 0, order);
                    newest = Math.Max(newest ?? long.MinValue, order.EventTime.Microseconds);
                }

                progress?.Report(new StepProgress($"deriving {source.Name}", sequence, null));
            }
        }
        catch (DuckDbException failed) when (failed.Kind is not (DuckDbErrorKind.OutOfMemory or DuckDbErrorKind.IO))
        {
            throw EngineErrors.OfQuery(source.Name, failed);
        }
    }

    private static void Read(DuckDbChunk chunk, int row, SourceDefinition source, EventBatch batch)
    {
        for (var c = 0; c < source.Schema.Columns.Count; c++)
        {
            var column = source.Schema.Columns[c];
            FeatureValue value;
            try
            {
                value = SqlTypes.Value(chunk[c], row, column.Type);
            }
            catch (InvalidInputException malformed)
            {
                throw new InvalidInputException($"SQL view {source.Name}, column {column.Name}: {malformed.Message}", malformed);
            }

            if (value.IsNull && !column.IsNullable)
            {
                throw new InvalidInputException(
                    $"SQL view {source.Name}: a row has no {column.Name}, which {source.Schema.Type.Name}.{column.Property} cannot lack; leave such rows out with WHERE, or make the property nullable.");
            }

            batch.Columns[c].Set(0, value);
            OneForm.Bring(batch.Columns[c], 0);
        }
    }

    private static EventOrder OrderOf(SourceDefinition source, EventBatch batch, long sequence)
    {
        var time = TimeOf(source, batch, source.EventTime);
        var known = source.KnownAt is { } column ? TimeOf(source, batch, column) : time + source.Delay;
        return new EventOrder(time, known, sequence);
    }

    private static Instant TimeOf(SourceDefinition source, EventBatch batch, int column) => batch.Columns[column].Value(0) is { IsNull: false } value
        ? Instant.From(value.AsDateTime())
        : throw new UnreachableException($"{source.Schema.Columns[column].Name} is a DateTime, which cannot be null.");
}
