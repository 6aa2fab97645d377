using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Takes single rows from training sets, as examples of what a client would ask.</summary>
public static class TrainingSetSample
{
    /// <summary>The keys and request columns of some rows, as the columns of a request; the rows in the training set's order.</summary>
    /// <param name="workspace">Where the engine spills.</param>
    /// <param name="set">The training set.</param>
    /// <param name="service">Its service.</param>
    /// <param name="rows">The rows by their number, from 0 on.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static IReadOnlyList<RequestRow> Rows(
        Workspace workspace, TrainingSet set, CompiledService service, IEnumerable<int> rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(set);
        var columns = Columns(service);
        var keys = service.Keys.Columns.Count;
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        using var result = connection.Query(
            $"SELECT {Select(columns)} FROM read_parquet({Identifiers.Literal(set.Path)}, file_row_number = true) "
            + $"WHERE file_row_number IN ({string.Join(", ", rows)}) ORDER BY file_row_number",
            cancellationToken);
        var found = new List<RequestRow>();
        for (var chunk = result.Read(cancellationToken); chunk is not null; chunk = result.Read(cancellationToken))
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var values = columns.Select((c, i) => SqlTypes.Value(chunk[i], row, c.Type)).ToArray();
                found.Add(new RequestRow(values[..keys], values[keys..]));
            }
        }

        return found;
    }

    /// <summary>The keys and request columns of the newest row that lacks no key, as the columns of a request.</summary>
    /// <param name="workspace">Where the engine spills.</param>
    /// <param name="set">The training set.</param>
    /// <param name="service">Its service.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static IReadOnlyDictionary<string, FeatureValue> NewestRow(
        Workspace workspace, TrainingSet set, CompiledService service, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(set);
        var columns = Columns(service);
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        using var result = connection.Query(
            $"SELECT {Select(columns)} FROM read_parquet({Identifiers.Literal(set.Path)}) "
            + $"WHERE {string.Join(" AND ", service.Keys.Columns.Select(k => $"{Identifiers.Quote(k.Name)} IS NOT NULL"))} "
            + $"ORDER BY {SpineTable.TimeColumn} DESC, {string.Join(", ", Enumerable.Range(1, service.Keys.Columns.Count))} LIMIT 1",
            cancellationToken);
        var row = new Dictionary<string, FeatureValue>(StringComparer.Ordinal);
        if (result.Read(cancellationToken) is { } chunk)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                row.Add(columns[i].Name, SqlTypes.Value(chunk[i], 0, columns[i].Type));
            }
        }

        return row;
    }

    /// <summary>The keys, then the request columns.</summary>
    private static (string Name, ColumnType Type)[] Columns(CompiledService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return [.. service.Keys.Columns.Select(k => (k.Name, k.Type)), .. FeaturePlan.For(service).Request.Select(r => (r.Name, r.Type))];
    }

    private static string Select((string Name, ColumnType Type)[] columns) =>
        string.Join(", ", columns.Select(c => $"CAST({Identifiers.Quote(c.Name)} AS {SqlTypes.NameOf(c.Type)})"));
}

/// <summary>What a client would send to have one row's features.</summary>
/// <param name="Keys">The join keys, in the order of the service's key columns; null where the row lacks one.</param>
/// <param name="Request">The request columns, in the order of the service's plan.</param>
public sealed record RequestRow(IReadOnlyList<FeatureValue> Keys, IReadOnlyList<FeatureValue> Request);
