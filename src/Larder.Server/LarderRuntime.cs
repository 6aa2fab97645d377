using Larder.Catalog;
using Larder.Monitoring;
using Larder.Server.Metrics;
using Larder.Serving.Inference;
using Larder.Serving.Logging;
using Larder.Serving.Monitoring;
using Larder.Serving.Online;
using Larder.Types;
using Microsoft.Extensions.Hosting;

namespace Larder.Server;

/// <summary>The parts a server is made of. They exist once the definitions' versions have been read, which is before the first request.</summary>
internal sealed class LarderRuntime(LarderOptions options, TimeProvider clock) : IHostedService, IDisposable
{
    private FeatureReader? _reader;
    private Predictor? _predictor;
    private AppliedVersions? _versions;
    private TallyLoop? _tallies;

    public LarderOptions Options { get; } = options;

    public TimeProvider Clock { get; } = clock;

    public ServerMetrics Metrics { get; } = new();

    public FeatureCatalog Catalog => Options.Catalog!;

    public FeatureReader Reader => _reader ?? throw NotStarted();

    /// <summary>Counts what is read; null where the options say so.</summary>
    public ServingMonitor? Monitor { get; } = options.Monitoring ? new ServingMonitor(options.Catalog!) : null;

    /// <summary>Whether what is counted is stored.</summary>
    public bool HasTallies => Monitor is not null && Options.Tallies is not null;

    /// <summary>Stores what is counted.</summary>
    public TallyLoop Tallies => _tallies ?? throw NotStarted();

    /// <summary>The objectives as of the last full minute.</summary>
    public IReadOnlyList<ObjectiveStatus> Objectives => _tallies?.Objectives ?? [];

    public Predictor Predictor => _predictor ?? throw NotStarted();

    /// <summary>Gives what was read to the log of served vectors, if there is one.</summary>
    public void Log(FeatureFrame frame, Instant at, ServedModel? model = null) =>
        Options.ServedLog?.Add(frame, at, Instant.From(Clock.GetUtcNow()), model?.Identity);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _versions = Options.Versions ?? await AppliedVersions.LoadAsync(Catalog, Options.DefinitionStore!, cancellationToken);
        _reader = new FeatureReader(Catalog, _versions, Options.OnlineStore!, monitor: Monitor);
        _predictor = new Predictor(_reader, Options.ModelStore!, Clock);
    }

    /// <summary>Makes ready what stores the counts; canaries are read apart from requests.</summary>
    public void StartTallies(Action<Incident> onIncident, Action<string> onProblem) =>
        _tallies = new TallyLoop(Monitor!, Options.Tallies!, new FeatureReader(Catalog, _versions!, Options.OnlineStore!), Clock)
        {
            OnIncident = onIncident,
            OnProblem = onProblem,
            Alerts = Options.AlertReports,
        };

    public void Dispose() => _tallies?.Dispose();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static InvalidOperationException NotStarted() => new("Larder has not started; requests can be answered after the host's services were started.");
}
