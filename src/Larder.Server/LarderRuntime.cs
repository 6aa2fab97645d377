using Larder.Catalog;
using Larder.Server.Metrics;
using Larder.Serving.Inference;
using Larder.Serving.Logging;
using Larder.Serving.Online;
using Larder.Types;
using Microsoft.Extensions.Hosting;

namespace Larder.Server;

/// <summary>The parts a server is made of. They exist once the definitions' versions have been read, which is before the first request.</summary>
internal sealed class LarderRuntime(LarderOptions options, TimeProvider clock) : IHostedService
{
    private FeatureReader? _reader;
    private Predictor? _predictor;

    public LarderOptions Options { get; } = options;

    public TimeProvider Clock { get; } = clock;

    public ServerMetrics Metrics { get; } = new();

    public FeatureCatalog Catalog => Options.Catalog!;

    public FeatureReader Reader => _reader ?? throw NotStarted();

    public Predictor Predictor => _predictor ?? throw NotStarted();

    /// <summary>Gives what was read to the log of served vectors, if there is one.</summary>
    public void Log(FeatureFrame frame, Instant at, ServedModel? model = null) =>
        Options.ServedLog?.Add(frame, at, Instant.From(Clock.GetUtcNow()), model?.Identity);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var versions = Options.Versions ?? await AppliedVersions.LoadAsync(Catalog, Options.DefinitionStore!, cancellationToken);
        _reader = new FeatureReader(Catalog, versions, Options.OnlineStore!);
        _predictor = new Predictor(_reader, Options.ModelStore!, Clock);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static InvalidOperationException NotStarted() => new("Larder has not started; requests can be answered after the host's services were started.");
}
