using Larder.DuckDb;
using Larder.Engine;
using Larder.Ingestion;
using Larder.Types;

namespace Larder.Quality;

/// <summary>The rows of files, as an ingest reads them but without its rules, to be checked.</summary>
internal sealed class CheckedFiles(Workspace workspace, SourceDefinition source, InputSet inputs)
{
    // The suite's own rules are judged by the ingest itself.
    private readonly SourceDefinition _plain = source with { Suite = ExpectationSuite.Empty };

    /// <summary>
    /// The rows: where they lie, if every file says its values in their types and as instants; else in a table of the engine. Those that happened before the source begins are left out, numbers count them.
    /// </summary>
    public CheckRelation Open(DuckDbDatabase engine, DuckDbConnection connection, CancellationToken cancellationToken)
    {
        RowQuery[] queries = [.. inputs.Files.Select(f => FileFormat.Of(source).Query(connection, _plain, f, () => workspace.TemporaryPath("lines"), cancellationToken))];
        if (queries.Length > 0 && queries.All(IsTyped))
        {
            return new(Typed(queries), source.Schema, failed => FileFormat.Of(source).Unreadable(inputs.Files[0], failed, cancellationToken));
        }

        using (var staged = new StagingTables(engine, source.Schema))
        {
            var before = 0L;
            foreach (var (file, query) in inputs.Files.Zip(queries))
            {
                using var rows = RawRows.Open(connection, _plain, file, query, cancellationToken);
                for (; rows.Read(); before += rows.Batch.Count)
                {
                    Stage(staged, rows, before);
                }
            }

            staged.Close();
        }

        return new($"SELECT * FROM {StagingTables.Accepted}", source.Schema, failed => EngineErrors.OfState(workspace.Options.StatePath, failed));
    }

    /// <summary>Rows from the source's beginning on are numbered with all; each run of them is staged together.</summary>
    private void Stage(StagingTables staged, RawRows rows, long before)
    {
        int[] all = [.. Enumerable.Range(0, rows.Batch.Count)];
        for (var row = 0; row < all.Length; row++)
        {
            var first = row;
            while (row < all.Length && !(new Instant(rows.EventTimes[row]) < source.From))
            {
                row++;
            }

            if (row > first)
            {
                staged.Accept(rows, all.AsSpan(first, row - first), before + first + 1);
            }
        }
    }

    private bool IsTyped(RowQuery query) =>
        !query.IsText && source.Schema.Columns.Index().All(c => !c.Item.Type.IsComposite() && (c.Item.Type != ColumnType.Timestamp || source.TimeZone is null || query.IsUtc[c.Index]));

    private string Typed(IEnumerable<RowQuery> queries)
    {
        var names = string.Join(", ", source.Schema.Columns.Select(c => Identifiers.Quote(c.Name)));
        var all = string.Join(" UNION ALL ", queries.Select(q => $"SELECT * FROM ({q.Sql}) AS f({names})"));
        var from = source.From is { } earliest ? $" WHERE {Identifiers.Quote(source.Schema.Columns[source.EventTime].Name)} >= {RowCheckSql.Constant(FeatureValue.From(earliest))}" : string.Empty;
        return $"SELECT * FROM (SELECT row_number() OVER () AS {CheckRelation.Number}, {names} FROM ({all})){from}";
    }
}
