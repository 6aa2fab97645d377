using System.Text.Json;
using Larder.Errors;
using Larder.Pipelines;
using Larder.Pipelines.Runs;
using Larder.Pipelines.Time;
using Larder.Storage;

namespace Larder.Orchestration;

/// <summary>What one attempt knows and can do.</summary>
internal sealed class AttemptContext : TaskContext
{
    private readonly RunRecord _run;
    private readonly PipelineDefinition _pipeline;
    private readonly OrchestratorOptions _options;
    private readonly AttemptLogFile _log;
    private readonly Lazy<string> _folder;
    private long _rows;
    private long _bytes;
    private bool _hasProduced;

    public AttemptContext(RunRecord run, PipelineDefinition pipeline, TaskKey key, int attempt, OrchestratorOptions options, AttemptLogFile log, CancellationToken cancellation)
    {
        (_run, _pipeline, _options, _log) = (run, pipeline, options, log);
        (TaskName, Index, Attempt, Cancellation) = (pipeline.Tasks[key.Task].Name, key.Index, attempt, cancellation);
        _folder = new(() => Directory.CreateDirectory(AttemptFiles.Work(options.Folder, run.RunId, TaskName, Index, Attempt)).FullName);
    }

    public override string RunId => _run.RunId;

    public override string TaskName { get; }

    public override int Index { get; }

    public override int Attempt { get; }

    public override DataInterval Interval => _run.Interval;

    public override CancellationToken Cancellation { get; }

    public override string WorkFolder => _folder.Value;

    /// <summary>How many rows were reported; null for none.</summary>
    public long? Rows => _hasProduced ? Interlocked.Read(ref _rows) : null;

    /// <summary>How many bytes were reported; null for none.</summary>
    public long? Bytes => _hasProduced ? Interlocked.Read(ref _bytes) : null;

    public override T Parameter<T>(string name)
    {
        var parameter = _pipeline.Parameters.FirstOrDefault(p => p.Name == name)
            ?? throw new InvalidDefinitionException($"Pipeline {_pipeline.Name}: task '{TaskName}' asks for parameter '{name}', which the pipeline does not declare; add WithParameter(\"{name}\", …).");
        if (parameter.Type != typeof(T))
        {
            throw new InvalidDefinitionException($"Pipeline {_pipeline.Name}: task '{TaskName}' asks for parameter '{name}' as {typeof(T).Name}, but it is {parameter.Type.Name}.");
        }

        using var given = JsonDocument.Parse(_run.ParametersJson);
        return (T)(given.RootElement.TryGetProperty(name, out var value) ? parameter.Read(value.GetRawText(), _pipeline.Name) : parameter.Default)!;
    }

    public override string Secret(string name)
    {
        var secret = _options.Secrets(name) ?? throw new NotFoundException($"Pipeline {_pipeline.Name}: task '{TaskName}' asks for secret '{name}', which the configuration does not have; set Larder:Secrets:{name}.");
        _log.Hide(secret);
        return secret;
    }

    public override T Get<T>() => (T?)_options.Services(typeof(T)) ?? throw new NotFoundException(
        $"Pipeline {_pipeline.Name}: task '{TaskName}' asks for {typeof(T).Name}, which the program that runs pipelines does not give; give it through the orchestrator's services.");

    public override void Log(string line) => _log.Write(line);

    public override void Produced(long rows, long bytes = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Add(ref _rows, rows);
        Interlocked.Add(ref _bytes, bytes);
        _hasProduced = true;
    }

    public override void Progress(double share) => _log.Write(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"progress {Math.Clamp(share, 0, 1):P0}"));
}
