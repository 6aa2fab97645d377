namespace Larder.Offline.Maintenance;

/// <summary>What a vacuum may delete.</summary>
public sealed record VacuumOptions
{
    /// <summary>How long files stay that were removed from a table or never committed. Default the table's own, 7 days unless its property <c>delta.deletedFileRetentionDuration</c> says otherwise.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Whether a retention below the table's is meant: readers and writers that take longer than it lose their files. Default false.</summary>
    public bool Force { get; init; }

    /// <summary>Whether to list only. Default false.</summary>
    public bool DryRun { get; init; }
}
