using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>
/// Rows delivered again, known by the id their source gives them (<see cref="SourceDefinition.EventId"/>): of accepted rows those go whose id is stored already or comes earlier
/// in the same delivery. Rows without an id stay.
/// </summary>
internal static class RepeatedRows
{
    /// <summary>Removes them from the staging table.</summary>
    /// <param name="connection">Has the staging table.</param>
    /// <param name="source">A source with ids.</param>
    /// <param name="table">The source's table; null before the first ingest.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <returns>How many there were.</returns>
    public static long Remove(DuckDbConnection connection, SourceDefinition source, OfflineTable? table, CancellationToken cancellationToken)
    {
        var column = source.Schema.Columns[source.EventId!.Value];
        var id = Identifiers.Quote(column.Name);
        var before = Count(connection, cancellationToken);
        connection.Execute(
            $"DELETE FROM {StagingTables.Accepted} WHERE rowid IN (SELECT rowid FROM (SELECT rowid, row_number() OVER (PARTITION BY {id} ORDER BY _sequence) AS nth FROM {StagingTables.Accepted} WHERE {id} IS NOT NULL) WHERE nth > 1)",
            cancellationToken);
        if (table is not null)
        {
            var (least, greatest) = BoundsOf(connection, column, cancellationToken);
            var stored = table.SelectColumn(column.Name, least, greatest);
            connection.Execute($"DELETE FROM {StagingTables.Accepted} WHERE {id} IN (SELECT {id} FROM ({stored}) WHERE {id} IS NOT NULL)", cancellationToken);
        }

        return before - Count(connection, cancellationToken);
    }

    private static long Count(DuckDbConnection connection, CancellationToken cancellationToken) => connection.QueryScalar<long>($"SELECT count(*) FROM {StagingTables.Accepted}", cancellationToken);

    /// <summary>The least and the greatest id of the delivery; null where it has none.</summary>
    private static (FeatureValue Least, FeatureValue Greatest) BoundsOf(DuckDbConnection connection, EventColumn column, CancellationToken cancellationToken)
    {
        var id = Identifiers.Quote(column.Name);
        using var result = connection.Query($"SELECT min({id}), max({id}) FROM {StagingTables.Accepted}", cancellationToken);
        using var bounds = result.Read(cancellationToken)!;
        return (SqlTypes.Value(bounds[0], 0, column.Type), SqlTypes.Value(bounds[1], 0, column.Type));
    }
}
