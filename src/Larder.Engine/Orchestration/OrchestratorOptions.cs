using Larder.Pipelines.Tasks;

namespace Larder.Orchestration;

/// <summary>How runs are owned and tasks run.</summary>
public sealed record OrchestratorOptions
{
    /// <summary>The folder of logs and of work folders.</summary>
    public required string Folder { get; init; }

    /// <summary>Who owns runs. No other may have had the name before: one that comes again keeps the runs of the dead one from others, without knowing them.</summary>
    public required string Owner { get; init; }

    /// <summary>What tasks of this process have together. Default: as many cores as the machine has.</summary>
    public ResourceVector Capacity { get; init; } = ResourceVector.Empty.With(ResourceVector.Cpu, Environment.ProcessorCount);

    /// <summary>For how long a run is owned without a sign of life. Default 3 seconds; a third of it passes between signs.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Pause between two looks for due schedules and for runs that others made. Default a second.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an attempt that was asked to stop may take to do so before it is given up. Default 10 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether it takes any run of its pipelines, or only those reserved for it. Default true.</summary>
    public bool TakesOthers { get; init; } = true;

    /// <summary>How many runs are owned at once. Default 256.</summary>
    public int RunsAtOnce { get; init; } = 256;

    /// <summary>How much a second of waiting adds to a task's priority, so that nothing is starved. Default 0.1.</summary>
    public double AgeingPerSecond { get; init; } = 0.1;

    /// <summary>Where secrets are: their value by name, null for none. Default none.</summary>
    public Func<string, string?> Secrets { get; init; } = static _ => null;

    /// <summary>What tasks can get, by type. Default nothing.</summary>
    public Func<Type, object?> Services { get; init; } = static _ => null;
}
