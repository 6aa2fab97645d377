using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Storage;

namespace Larder.Offline.TrainingSets;

/// <summary>Gives out the training sets of a workspace: Parquet as it was written, CSV by way of a temporary file that goes when it is closed.</summary>
public sealed class DatasetExport(Workspace workspace) : IDatasetExport
{
    // Each conversion writes a whole copy to the state's disk: one after the other.
    private readonly Lock _conversion = new();

    /// <inheritdoc/>
    public async Task<DatasetContent> OpenAsync(string datasetVersion, DatasetFormat format, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(datasetVersion);
        var record = await RecordedTrainingSet.FindAsync(workspace.Datasets, datasetVersion, cancellationToken).ConfigureAwait(false);
        var path = Path.Combine(workspace.Options.StatePath, record.Path);
        try
        {
            return new DatasetContent(record, format == DatasetFormat.Csv ? ToCsv(path, cancellationToken) : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
        }
        catch (Exception failed) when (failed is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotFoundException($"The file of training set {record.DatasetVersion} is not there any more ({path}); build it again with 'larder training-set --dataset {record.DatasetVersion}'.");
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            throw EngineErrors.OfState(workspace.Options.StatePath, failed);
        }
    }

    /// <summary>Writes a training set to a file, whole or not at all.</summary>
    /// <param name="datasetVersion">Its version, or the beginning of it.</param>
    /// <param name="path">The file; its ending chooses the form, <c>.csv</c> or <c>.parquet</c>. One that is there is replaced.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidInputException">The ending is another one.</exception>
    public async Task SaveAsync(string datasetVersion, string path, CancellationToken cancellationToken = default)
    {
        var format = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => DatasetFormat.Csv,
            ".PARQUET" => DatasetFormat.Parquet,
            _ => throw new InvalidInputException($"A training set cannot be written to {path}: give a file that ends in .parquet or .csv."),
        };
        var set = await OpenAsync(datasetVersion, format, cancellationToken).ConfigureAwait(false);
        await using var closed = set.ConfigureAwait(false);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                await set.Content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"The training set cannot be written to {path} ({failed.Message.TrimEnd('.')}); check the folder, its space and permissions.", innerException: failed);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    private FileStream ToCsv(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(path);
        }

        var temporary = workspace.TemporaryPath("export.csv");
        using var engine = workspace.OpenEngine();
        using var connection = engine.Connect();
        lock (_conversion)
        {
            try
            {
                connection.Execute($"COPY (SELECT * FROM read_parquet({Identifiers.Literal(path)})) TO {Identifiers.Literal(temporary)} (FORMAT csv, HEADER true)", cancellationToken);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }

        return new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.DeleteOnClose });
    }
}
