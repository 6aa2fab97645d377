using System.Globalization;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;

namespace Larder.Quality;

/// <summary>The first bad rows of all broken row checks, in one query.</summary>
internal sealed class SampleQuery(CheckRelation rows, CheckContext context)
{
    /// <summary>The rows by the place of their check.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="broken">The checks, with their conditions as SQL.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ILookup<int, CheckSample> Run(DuckDbConnection connection, IReadOnlyList<(RowCheck Check, string? Condition)> broken, CancellationToken cancellationToken)
    {
        var sql = new RowCheckSql(rows, context);
        string Bad((RowCheck Check, string? Condition) check) => check.Condition is null ? sql.Bad(check.Check) : $"({check.Condition}) AND {sql.Bad(check.Check)}";
        var firsts = string.Join(", ", broken.Select((check, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{{'place': {i}, 'rows': min({CheckRelation.Number}, {context.Samples}) FILTER (WHERE {Bad(check)})}}")));
        var columns = string.Join(", ", rows.Schema.Columns.Select(c => $"r.{Identifiers.Quote(c.Name)}"));
        var query = $"WITH firsts AS (SELECT unnest([{firsts}]) AS f FROM ({rows.Sql})), bad AS (SELECT f.place AS place, unnest(f.rows) AS number FROM firsts) "
            + $"SELECT bad.place::BIGINT, r.{CheckRelation.Number}, {columns} FROM ({rows.Sql}) AS r JOIN bad ON r.{CheckRelation.Number} = bad.number ORDER BY 1, 2";
        return rows.Ask(
            connection,
            query,
            (chunk, row) => (Place: (int)chunk[0].Values<long>()[row], Sample: new CheckSample(chunk[1].Values<long>()[row], [.. rows.Schema.Columns.Select((c, i) => ValueOrder.Key(SqlTypes.Value(chunk[i + 2], row, c.Type)))])),
            cancellationToken).ToLookup(s => s.Place, s => s.Sample);
    }
}
