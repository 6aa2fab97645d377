using Larder.Engine;
using Larder.Models;
using Larder.Offline;
using Larder.Offline.TrainingSets;

namespace Larder.Training;

/// <summary>Keeps what a model's encodings were fitted to beside the training set: <c>&lt;model&gt;.encodings.json</c> in its folder.</summary>
public static class EncodingFile
{
    /// <summary>Writes the file whole or not at all; nothing for a model without encodings.</summary>
    /// <param name="set">The training set.</param>
    /// <param name="trained">The model fitted on it.</param>
    /// <exception cref="Errors.UnavailableException">The disk is full or cannot be written.</exception>
    /// <returns>The file's path; null where there is nothing to keep.</returns>
    public static string? Write(TrainingSet set, TrainedModel trained)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(trained);
        if (trained.Definition.Encodings.Count == 0)
        {
            return null;
        }

        var path = Path.Combine(Path.GetDirectoryName(set.Path)!, $"{trained.Definition.Name}.encodings.json");
        var temporary = path + ".new";
        try
        {
            File.WriteAllBytes(temporary, FittedEncodings.Of(trained.Definition.Name, set.Record.DatasetVersion, trained.Model).Write());
        }
        catch (Exception failed) when (EngineErrors.IsOfState(failed))
        {
            File.Delete(temporary);
            throw EngineErrors.OfState(path, failed);
        }

        ParquetWriter.Publish(temporary, path);
        return path;
    }
}
