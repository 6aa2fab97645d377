using Larder.Orchestration;
using Larder.Pipelines;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Tasks;
using Larder.Pipelines.Time;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Engine.Tests.Orchestration;

/// <summary>Runs of one pipeline over stores in memory, with the real clock and a folder of its own.</summary>
internal sealed class OrchestratorHost : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-runs-").FullName;
    private readonly PipelineDefinition _pipeline;
    private readonly TimeProvider _clock;

    public OrchestratorHost(Action<PipelineBuilder> tasks, Func<Pipeline, Pipeline>? settings = null, InMemoryPipelines? stores = null, TimeProvider? clock = null)
    {
        _pipeline = new Repository(tasks, settings ?? (p => p)).Build().Pipelines[0];
        _clock = clock ?? TimeProvider.System;
        Stores = stores ?? new InMemoryPipelines(_clock);
        Options = new() { Folder = _folder, Owner = "test", Poll = TimeSpan.FromMilliseconds(50), Capacity = ResourceVector.Empty.With(ResourceVector.Cpu, 4), Grace = TimeSpan.FromMilliseconds(300) };
    }

    public InMemoryPipelines Stores { get; }

    public OrchestratorOptions Options { get; set; }

    public string Folder => _folder;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Orchestrator Create() => new(new(Stores, Stores, Stores), [_pipeline], "v1", Options, _clock);

    public Task AddAsync(string id, string parameters = "{}", DataInterval? interval = null, string? resumes = null, string? from = null, string? slot = null) => Stores.CreateAsync(
        [new(id, "daily", interval ?? new(new(0), new(86_400_000_000)), new Instant(1)) { ParametersJson = parameters, Slot = slot, Resumes = resumes, ResumesFrom = from }], cancellationToken: Token);

    /// <summary>Runs one run to its end.</summary>
    public async Task<RunRecord> RunAsync(string parameters = "{}", DataInterval? interval = null, string id = "r1")
    {
        await AddAsync(id, parameters, interval);
        return await UntilAsync(id);
    }

    /// <summary>Works until a run has ended, ten seconds at most.</summary>
    public async Task<RunRecord> UntilAsync(string id)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        await Create().RunAsync(() => Task.FromResult(Run(id).EndedAt is not null), isScheduling: false, limit.Token);
        return Run(id);
    }

    public RunRecord Run(string id) => Stores.ListAsync(new RunQuery { RunId = id }, Token).Result[0];

    /// <summary>The run's events in short: <c>load.0 2 Failed</c>.</summary>
    public IReadOnlyList<string> Events(string id = "r1") =>
        [.. Stores.EventsAsync(id, 0, Token).Result.Where(e => e.Kind is RunEventKind.AttemptEnded or RunEventKind.TaskDecided).Select(e => $"{e.Task}.{e.Index} {e.Attempt} {e.State}{(e.IsLoss ? " lost" : string.Empty)}")];

    public string? Reason(string task, string id = "r1") => Stores.EventsAsync(id, 0, Token).Result.Last(e => e.Task == task && e.Kind != RunEventKind.AttemptStarted).Reason;

    public T Result<T>(string task, string id = "r1") =>
        (T)Stores.ResultAsync(Stores.EventsAsync(id, 0, Token).Result.Last(e => e.Task == task && e.Result is not null).Result!, Token).Result!.Read(typeof(T))!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class Repository(Action<PipelineBuilder> tasks, Func<Pipeline, Pipeline> settings) : FeatureRepository
    {
        public Pipeline Daily => settings(Pipeline(tasks));
    }
}
