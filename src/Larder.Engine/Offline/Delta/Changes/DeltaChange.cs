namespace Larder.Offline.Delta;

/// <summary>An application's transaction, which makes a commit idempotent.</summary>
internal readonly record struct TransactionId(string AppId, long Version);

/// <summary>
/// A change of a table, to be committed in one step: files that come, files that go, and what the choice of these depends on. The conflict rules look at nothing else.
/// </summary>
internal sealed record DeltaChange
{
    /// <summary>What messages call it, for example <c>append</c>.</summary>
    public required string Noun { get; init; }

    /// <summary>The operation's name in the history, as other engines spell it.</summary>
    public required string Operation { get; init; }

    /// <summary>How the history describes it, for a table as it was before.</summary>
    public required Func<DeltaSnapshot, IReadOnlyList<(string Name, string Value)>> Parameters { get; init; }

    /// <summary>Makes it idempotent; null where repeating it finds nothing to do.</summary>
    public TransactionId? Transaction { get; init; }

    /// <summary>Text stored with the commit.</summary>
    public string? UserMetadata { get; init; }

    /// <summary>The files that come.</summary>
    public IReadOnlyList<DeltaNewFile> Files { get; init; } = [];

    /// <summary>The files that go, out of a version.</summary>
    public Func<DeltaSnapshot, IReadOnlyList<DeltaFile>> Removes { get; init; } = _ => [];

    /// <summary>Whether it would have gone on to a file, had that been there; null where it looks at no files but those it removes.</summary>
    public Func<DeltaFile, bool>? Reads { get; init; }

    /// <summary>Whether rows come or go; false where files are only written anew.</summary>
    public bool DataChange { get; init; } = true;

    /// <summary>The columns from this commit on; null for those there are.</summary>
    public DeltaSchema? Schema { get; init; }

    /// <summary>The version it must follow directly; null for any.</summary>
    public long? Of { get; init; }
}

/// <summary>A change made ready against a version.</summary>
/// <param name="Change">The change.</param>
/// <param name="Before">The version.</param>
/// <param name="Removes">The files that go.</param>
/// <param name="Adds">The files that come, on disk and flushed.</param>
internal sealed record PlannedChange(DeltaChange Change, DeltaSnapshot Before, IReadOnlyList<DeltaFile> Removes, IReadOnlyList<DeltaFile> Adds)
{
    /// <summary>Whether it looks at nothing in the table, so that no other writer's rows matter to it.</summary>
    public bool IsBlindAppend => Change.Reads is null && Removes.Count == 0;
}
