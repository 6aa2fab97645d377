using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.Delta;
using Larder.Types;

namespace Larder.Offline;

/// <summary>
/// Least and greatest values of floating-point numbers and texts, found by a query: what the engine returns with the files it has written forgets NaN where a file has several groups of rows,
/// and cuts texts. NaN is the greatest number, so that a column with one has no upper bound to be stored.
/// </summary>
internal sealed class ExactBounds
{
    private readonly (string Name, ColumnType Type)[] _columns;

    /// <param name="columns">The columns of the rows.</param>
    /// <param name="texts">The texts among them that have bounds.</param>
    public ExactBounds(IEnumerable<(string Name, ColumnType Type)> columns, IReadOnlySet<string> texts) =>
        _columns = [.. columns.Where(c => c.Type is ColumnType.Float32 or ColumnType.Float64 || (c.Type == ColumnType.String && texts.Contains(c.Name)))];

    /// <summary>The bounds of all rows, by column.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="from">The rows, as what follows FROM.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public IReadOnlyDictionary<string, (FeatureValue Min, FeatureValue Max)> Of(DuckDbConnection connection, string from, CancellationToken cancellationToken) =>
        By(connection, "''", from, cancellationToken).Values.FirstOrDefault() ?? new Dictionary<string, (FeatureValue, FeatureValue)>();

    /// <summary>The bounds of each group of rows, by the text of what makes the groups.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="group">What makes the groups, in SQL.</param>
    /// <param name="from">The rows, as what follows FROM.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public IReadOnlyDictionary<string, Dictionary<string, (FeatureValue Min, FeatureValue Max)>> By(DuckDbConnection connection, string group, string from, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<string, Dictionary<string, (FeatureValue, FeatureValue)>>(StringComparer.Ordinal);
        if (_columns.Length == 0)
        {
            return groups;
        }

        var bounds = _columns.Select((c, i) => $"min({Identifiers.Quote(c.Name)}) AS min{i}, max({Identifiers.Quote(c.Name)}) AS max{i}");
        using var result = connection.Query($"SELECT CAST(_of AS VARCHAR), * EXCLUDE (_of) FROM (SELECT {group} AS _of, {string.Join(", ", bounds)} FROM {from} GROUP BY ALL)", cancellationToken);
        while (result.Read(cancellationToken) is { } chunk)
        {
            using (chunk)
            {
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    groups.Add(chunk[0].GetString(row), _columns.Select((c, i) => (c.Name, SqlTypes.Value(chunk[1 + (2 * i)], row, c.Type), SqlTypes.Value(chunk[2 + (2 * i)], row, c.Type)))
                        .ToDictionary(c => c.Name, c => (c.Item2, c.Item3), StringComparer.Ordinal));
                }
            }
        }

        return groups;
    }

    /// <summary>Statistics with bounds put in.</summary>
    public static IReadOnlyList<DeltaColumnStats> Into(IReadOnlyList<DeltaColumnStats> columns, IReadOnlyDictionary<string, (FeatureValue Min, FeatureValue Max)>? bounds) =>
        bounds is null ? columns : [.. columns.Select(c => bounds.TryGetValue(c.Column, out var found) ? c with { Min = found.Min, Max = found.Max } : c)];
}
