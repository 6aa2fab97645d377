using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline.Delta;

namespace Larder.Offline.Versions;

/// <summary>A data version whose files are there, to be read as SQL.</summary>
/// <param name="Manifest">What it consists of.</param>
/// <param name="Folder">The folder of its files.</param>
/// <param name="Snapshot">The version of a table; null for a training set.</param>
internal sealed record OpenedVersion(DataManifest Manifest, string Folder, DeltaSnapshot? Snapshot = null)
{
    /// <summary>The columns in the files.</summary>
    public IReadOnlyList<string> Columns => [.. Manifest.Columns.Where(column => !column.IsPartition).Select(column => column.Name)];

    /// <summary>Full paths of the files.</summary>
    public IReadOnlyList<string> Paths => [.. Manifest.Files.Select(file => Path.Join(Folder, file.Path))];

    /// <summary>Files as SQL. All of a version have the same columns, if not in the same order.</summary>
    public static string From(IEnumerable<string> paths) => $"read_parquet([{string.Join(", ", paths.Select(Identifiers.Literal))}], union_by_name = true, hive_partitioning = false)";

    /// <summary>Asks the engine; what it says of a damaged file names the folder.</summary>
    public T Ask<T>(Func<T> question)
    {
        try
        {
            return question();
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfState(Folder, failed);
        }
    }
}
