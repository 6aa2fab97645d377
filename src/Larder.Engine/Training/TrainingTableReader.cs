using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.TrainingSets;
using Larder.Types;

namespace Larder.Training;

/// <summary>Reads a training set's numeric features, categories, times and labels off its Parquet file.</summary>
public static class TrainingTableReader
{
    /// <summary>Reads a training set made for a model of the repository.</summary>
    /// <param name="workspace">Where the engine spills.</param>
    /// <param name="set">The training set.</param>
    /// <param name="service">The features to take: all numeric ones.</param>
    /// <param name="categories">The features to take as categories, <c>view:feature</c>; those that the service lacks are passed over.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static TrainingTable Read(
        Workspace workspace, TrainingSet set, CompiledService service, IReadOnlyCollection<string> categories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(categories);
        var features = service.Features.Where(f => f.Feature.Type.IsNumeric()).ToArray();
        var rows = checked((int)set.Record.Rows);
        var times = new Instant[rows];
        var labels = new bool[rows];
        var columns = features.Select(_ => new double[rows]).ToArray();
        var encoded = service.Features.Where(f => categories.Contains(NameOf(f))).ToArray();
        var values = encoded.Select(_ => new FeatureValue[rows]).ToArray();
        var select = features.Select(f => $"CAST({ColumnOf(f)} AS DOUBLE)").Concat(encoded.Select(ColumnOf));

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
                for (var c = 0; c < encoded.Length; c++)
                {
                    var vector = chunk[c + 2 + columns.Length];
                    for (var row = 0; row < chunk.RowCount; row++)
                    {
                        values[c][first + row] = SqlTypes.Value(vector, row, encoded[c].Feature.Type);
                    }
                }

                first += chunk.RowCount;
            }
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfState(set.Path, failed);
        }

        return new TrainingTable(
            [.. features.Select(NameOf)], columns, times, labels, encoded.Zip(values).ToDictionary(c => NameOf(c.First), c => c.Second, StringComparer.Ordinal));
    }

    private static string NameOf((CompiledView View, Feature Feature) feature) => $"{feature.View.Name}:{feature.Feature.Name}";

    private static string ColumnOf((CompiledView View, Feature Feature) feature) => Identifiers.Quote($"{feature.View.Name}__{feature.Feature.Name}");

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
