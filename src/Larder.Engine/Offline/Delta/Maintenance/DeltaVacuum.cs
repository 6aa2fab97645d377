namespace Larder.Offline.Delta;

/// <summary>What a vacuum may delete.</summary>
internal sealed record DeltaVacuumOptions
{
    /// <summary>How long files stay that were removed from the table or never committed; default the table's own, 7 days unless set.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Whether a retention below the table's is meant: writers that take longer than it lose their files. Default no.</summary>
    public bool Force { get; init; }

    /// <summary>Whether to list only. Default no.</summary>
    public bool DryRun { get; init; }

    /// <summary>Versions that stay as they are, whatever their age. Default none.</summary>
    public IReadOnlyCollection<long> Pinned { get; init; } = [];

    /// <summary>Files that go with their retention though a pinned version has them. Default none.</summary>
    public IReadOnlySet<string> Unpinned { get; init; } = new HashSet<string>();
}

/// <summary>The outcome of a vacuum; of a dry run, what it would have been.</summary>
/// <param name="Retention">The retention applied.</param>
/// <param name="Files">The files deleted.</param>
/// <param name="LogFiles">The names of the commits and checkpoints deleted.</param>
/// <param name="LostPins">Pinned versions that the log does not have any more, so that nothing was kept for them.</param>
internal sealed record DeltaVacuum(TimeSpan Retention, IReadOnlyList<DeltaOrphan> Files, IReadOnlyList<string> LogFiles, IReadOnlyList<long> LostPins);
