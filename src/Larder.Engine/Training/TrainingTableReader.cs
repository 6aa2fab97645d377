using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.TrainingSets;
using Larder.Types;

namespace Larder.Training;

/// <summary>Reads a training set's numeric features, times and labels off its Parquet file.</summary>
public static class TrainingTableReader
{
    /// <summary>Reads a training set made for a model of the repository.</summary>
    /// <param name="workspace">Where the engine spills.</param>
    /// <param name="set">The training set.</param>
    /// <param name="service">The features to take: all numeric ones.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static TrainingTable Read(Workspace workspace, TrainingSet set, CompiledService service, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(service);
        var features = service.Features.Where(f => f.Feature.Type.IsNumeric()).ToArray();
        var rows = checked((int)set.Record.Rows);
        var times = new Instant[rows];
        var labels = new bool[rows];
        var columns = features.Select(_ => new double[rows]).ToArray();
        var select = features.Select(f => $"CAST({Identifiers.Quote($"{f.View.Name}__{f.Feature.Name}")} AS DOUBLE)");

        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        try
        {
            using var result = connection.Query(
                $"SELECT {SpineTable.TimeColumn}, {SpineTable.LabelColumn}{string.Concat(select.Select(s => ", " + s))} FROM read_parquet({Identifiers.Literal(set.Path)})",
                cancellationToken);
            var first = 0;
            for (var chunk = result.Read(cancellationToken); chunk is not null; chunk = result.Read(cancellationToken))
            {
                Copy(chunk, first, times, labels, columns);
                first += chunk.RowCount;
            }
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfState(set.Path, failed);
        }

        return new TrainingTable([.. features.Select(f => $"{f.View.Name}:{f.Feature.Name}")], columns, times, labels);
    }

    private static void Copy(DuckDbChunk chunk, int first, Instant[] times, bool[] labels, double[][] columns)
    {
        var time = chunk[0].Values<long>();
        var label = chunk[1].Values<bool>();
        for (var row = 0; row < chunk.RowCount; row++)
        {
            (times[first + row], labels[first + row]) = (new Instant(time[row]), label[row]);
        }

        for (var c = 0; c < columns.Length; c++)
        {
            var vector = chunk[c + 2];
            vector.Values<double>().CopyTo(columns[c].AsSpan(first));
            for (var row = 0; vector.HasNulls && row < chunk.RowCount; row++)
            {
                if (!vector.IsValid(row))
                {
                    columns[c][first + row] = double.NaN;
                }
            }
        }
    }
}
