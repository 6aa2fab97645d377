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

    /// <summary>What the engine has said of a file's columns, with the bounds that it does not say.</summary>
    /// <param name="columns">What it has said.</param>
    /// <param name="connection">The engine.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public IReadOnlyList<DeltaColumnStats> Complete(IReadOnlyList<DeltaColumnStats> columns, DuckDbConnection connection, string path, CancellationToken cancellationToken)
    {
        if (_columns.Length == 0)
        {
            return columns;
        }

        var bounds = _columns.SelectMany(c => new[] { $"min({Identifiers.Quote(c.Name)})", $"max({Identifiers.Quote(c.Name)})" });
        using var result = connection.Query($"SELECT {string.Join(", ", bounds)} FROM read_parquet({Identifiers.Literal(path)}, hive_partitioning = false)", cancellationToken);
        using var chunk = result.Read(cancellationToken)!;
        var completed = columns.ToDictionary(c => c.Column, StringComparer.Ordinal);
        for (var i = 0; i < _columns.Length; i++)
        {
            var (name, type) = _columns[i];
            if (completed.TryGetValue(name, out var found))
            {
                completed[name] = found with { Min = SqlTypes.Value(chunk[2 * i], 0, type), Max = SqlTypes.Value(chunk[(2 * i) + 1], 0, type) };
            }
        }

        return [.. columns.Select(c => completed[c.Column])];
    }
}
