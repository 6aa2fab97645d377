using Larder.Errors;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Inference;

/// <summary>Scores entities: finds the model version, reads the features of its service and applies the model.</summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public sealed class Predictor
{
    private readonly FeatureReader _features;
    private readonly ModelResolver _models;

    /// <summary>Creates a predictor.</summary>
    /// <param name="features">Reads the features.</param>
    /// <param name="models">The model registry.</param>
    /// <param name="clock">Times the look-ups of aliases.</param>
    public Predictor(FeatureReader features, IModelStore models, TimeProvider clock)
    {
        _features = features;
        _models = new ModelResolver(features, models, clock);
    }

    /// <summary>The model version to serve; an alias is looked up in the registry at most once a second.</summary>
    /// <exception cref="NotFoundException">There is no such model, version or alias, or its service is not in this repository.</exception>
    /// <exception cref="ConflictException">The model was trained on another version of its service.</exception>
    /// <exception cref="UnavailableException">The registry cannot be read, or the artifact is damaged.</exception>
    public ValueTask<ServedModel> FindAsync(string name, ModelSelector selector, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _models.FindAsync(name, selector, cancellationToken);
    }

    /// <summary>Reads the features of a frame of <see cref="ServedModel.Features"/> and scores every row.</summary>
    /// <param name="model">From <see cref="FindAsync"/>.</param>
    /// <param name="frame">The entities and their request data; afterwards also their features.</param>
    /// <param name="at">The time asked for.</param>
    /// <param name="scores">Receives one probability per row.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="LarderException">As <see cref="FeatureReader.ReadAsync"/>.</exception>
    public async ValueTask PredictAsync(
        ServedModel model, FeatureFrame frame, Instant at, Memory<double> scores, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Plan != model.Features)
        {
            throw new ArgumentException($"The frame must be rented from the features of model {model.Name}.", nameof(frame));
        }

        await _features.ReadAsync(frame, at, cancellationToken).ConfigureAwait(false);
        for (var row = 0; row < frame.Count; row++)
        {
            scores.Span[row] = model.Score(frame, row);
        }
    }
}
