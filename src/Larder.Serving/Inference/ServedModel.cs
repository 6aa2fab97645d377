using System.Buffers;
using Larder.Errors;
using Larder.Models;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Types;

namespace Larder.Serving.Inference;

/// <summary>A model version ready to score: its artifact read, its terms bound to the features of its service.</summary>
/// <threadsafety>Immutable.</threadsafety>
public sealed class ServedModel
{
    private readonly LogisticModel _model;
    private readonly int[] _outputs;

    private ServedModel(ModelVersion version, LogisticModel model, ReadPlan features, int[] outputs)
    {
        (Name, Version, DatasetVersion, Features) = (version.Name, version.Version, version.DatasetVersion, features);
        Identity = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}@{Version}");
        (_model, _outputs) = (model, outputs);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The version.</summary>
    public int Version { get; }

    /// <summary><c>name@version</c>.</summary>
    public string Identity { get; }

    /// <summary>The training set it was fitted on.</summary>
    public string DatasetVersion { get; }

    /// <summary>The features it consumes.</summary>
    public ReadPlan Features { get; }

    /// <summary>The features that enter the score, as positions among the outputs of <see cref="Features"/>; a service may have more.</summary>
    public ReadOnlySpan<int> Outputs => _outputs;

    /// <summary>The probability for one row of a frame that has been read. A feature without a value counts as its mean in the training rows.</summary>
    public double Score(FeatureFrame frame, int row)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var values = ArrayPool<FeatureValue>.Shared.Rent(_outputs.Length);
        for (var i = 0; i < _outputs.Length; i++)
        {
            values[i] = frame.Value(row, _outputs[i]);
        }

        var score = _model.Score(values.AsSpan(0, _outputs.Length));
        ArrayPool<FeatureValue>.Shared.Return(values);
        return score;
    }

    /// <summary>Makes a version ready to score; it need not be registered.</summary>
    /// <param name="version">The version; its artifact and service are used.</param>
    /// <param name="features">Plans the features of its service.</param>
    /// <exception cref="NotFoundException">The service is not in this repository or not applied.</exception>
    /// <exception cref="ConflictException">The model was trained on another version of its service.</exception>
    /// <exception cref="UnavailableException">The artifact is damaged.</exception>
    public static ServedModel Load(ModelVersion version, FeatureReader features)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(features);
        var plan = features.PlanOf(CheckedService(version, features));
        var model = LogisticModel.Read(version.Artifact.Span);
        var outputs = plan.Plan.Outputs.Select((o, i) => ($"{o.View.Name}:{o.Feature.Name}", i)).ToDictionary(o => o.Item1, o => o.i, StringComparer.Ordinal);
        var missing = model.Terms.FirstOrDefault(t => !outputs.ContainsKey(t.Feature));
        return missing is null
            ? new ServedModel(version, model, plan, [.. model.Terms.Select(t => outputs[t.Feature])])
            : throw new ConflictException(
                $"Model {version.Name} version {version.Version} uses feature {missing.Feature}, which service {version.Service} does not have; run `larder train {version.Name}`.");
    }

    /// <summary>A model trained on another version of its service would be given other features than it was fitted on.</summary>
    private static string CheckedService(ModelVersion version, FeatureReader features)
    {
        var service = version.Service.Split('@')[0];
        var who = $"Model {version.Name} version {version.Version}";
        if (features.Catalog.Services.All(s => s.Name != service))
        {
            throw new NotFoundException(
                $"{who} consumes service '{service}', which this repository does not define; define it, or start the server from the repository that trained the model.");
        }

        if (!features.Versions.Services.TryGetValue(service, out var applied))
        {
            throw new NotFoundException($"Service {service} is not applied as this repository defines it; run `larder apply`, then start the server again.");
        }

        var present = $"{service}@{applied}";
        return version.Service == present
            ? service
            : throw new ConflictException($"{who} was trained on {version.Service}, but this repository serves {present}; run `larder train {version.Name}`.");
    }
}
