using Larder.Engine;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>Choices for a training set.</summary>
public sealed record TrainingSetOptions
{
    /// <summary>Nothing known after this instant is used. Default: the newest instant in the tables read.</summary>
    public Instant? AsOf { get; init; }

    /// <summary>Versions of offline tables to read, by source name: history as it was stored then. Default: the newest, also of those not named.</summary>
    public IReadOnlyDictionary<string, long>? TableVersions { get; init; }

    /// <summary>Builds again even where the same training set exists, and fails if the bytes differ from those recorded. Default false.</summary>
    public bool Rebuild { get; init; }

    /// <summary>Told what is being done.</summary>
    public IProgress<StepProgress>? Progress { get; init; }
}
