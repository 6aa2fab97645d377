using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Takes single rows from training sets, as examples of what a client would ask.</summary>
public static class TrainingSetSample
{
    /// <summary>The newest row's key and request columns, as the columns of a request.</summary>
    /// <param name="workspace">Where the engine spills.</param>
    /// <param name="set">The training set.</param>
    /// <param name="service">Its service.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static IReadOnlyDictionary<string, FeatureValue> NewestRow(
        Workspace workspace, TrainingSet set, CompiledService service, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(service);
        var columns = FeaturePlan.For(service).Request.Select(r => (r.Name, r.Type)).Prepend((Name: service.Entity.JoinKey, Type: service.Entity.KeyType)).ToArray();
        var select = string.Join(", ", columns.Select(c => $"CAST({Identifiers.Quote(c.Name)} AS {SqlTypes.NameOf(c.Type)})"));
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        using var result = connection.Query(
            $"SELECT {select} FROM read_parquet({Identifiers.Literal(set.Path)}) ORDER BY {SpineTable.TimeColumn} DESC, 1 LIMIT 1", cancellationToken);
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
}
