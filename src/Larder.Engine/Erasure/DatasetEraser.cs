using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.Versions;

namespace Larder.Erasure;

/// <summary>Finds an entity in training sets, and deletes their files where that is wanted.</summary>
internal sealed class DatasetEraser(Workspace workspace, ErasureTarget target)
{
    /// <summary>The training sets with the entity in them.</summary>
    public async Task<IReadOnlyList<ErasedTrainingSet>> RunAsync(bool deletes, CancellationToken cancellationToken)
    {
        var sets = new List<ErasedTrainingSet>();
        foreach (var record in await workspace.Datasets.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var path = Path.Combine(workspace.Options.StatePath, record.Path);
            if (File.Exists(path) && CountIn(path, cancellationToken) is var rows and > 0)
            {
                if (deletes)
                {
                    Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
                }

                sets.Add(new ErasedTrainingSet(record.DatasetVersion, rows, deletes));
            }
        }

        return sets;
    }

    /// <summary>Saved versions of tables that lose rows, each a sentence.</summary>
    public IEnumerable<string> Saved(IReadOnlySet<string> tables) => new SavedDatasets(workspace).All.Where(saved => tables.Contains(saved.Table.Table))
        .Select(saved => $"saved dataset {saved.Name} is of {saved.Table} and may hold the rows; the next vacuum takes their files, so remove it with 'larder data save {saved.Name} --remove'");

    private long CountIn(string path, CancellationToken cancellationToken)
    {
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        var file = $"read_parquet({Identifiers.Literal(path)})";
        using var columns = connection.Query($"SELECT * FROM {file} LIMIT 0", cancellationToken);
        var names = columns.Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return target.Parts.All(p => names.Contains(p.Column))
            ? connection.QueryScalar<long>($"SELECT count(*) FROM {file} WHERE {string.Join(" AND ", target.Parts.Select(p => $"{Identifiers.Quote(p.Column)}::VARCHAR = {Identifiers.Literal(p.Value.ToString()!)}"))}", cancellationToken)
            : 0;
    }
}
