using Larder.Types;

namespace Larder.Storage;

/// <summary>
/// The ranges of event time that were brought to a view beyond what its state says it was made of. They belong together as long as they are of one version of the table and as of one
/// instant: ranges that together hold all rows that the state lacks then make it whole.
/// </summary>
/// <param name="AsOf">The instant the ranges were brought to.</param>
/// <param name="Source">The offline table version they were made from.</param>
/// <param name="SourceFiles">Fingerprint of that version's files.</param>
/// <param name="Done">The ranges, in order and apart from each other.</param>
public sealed record MaterializedRanges(Instant AsOf, string Source, string SourceFiles, IReadOnlyList<EventRange> Done)
{
    /// <summary>The range that a run has begun and not ended; null for none.</summary>
    public EventRange? Unfinished { get; init; }

    /// <summary>The greatest key written of <see cref="Unfinished"/>, as hexadecimal digits; null before the first.</summary>
    public string? LastKey { get; init; }

    /// <summary>Whether a range was brought, be it as parts of several.</summary>
    public bool Cover(EventRange range) => Done.Any(done => done.Covers(range));

    /// <summary>The same with one more range done.</summary>
    public MaterializedRanges With(EventRange range) => this with { Done = EventRange.Union([.. Done, range]), Unfinished = null, LastKey = null };

    /// <inheritdoc/>
    public bool Equals(MaterializedRanges? other) =>
        other is not null && AsOf == other.AsOf && Source == other.Source && SourceFiles == other.SourceFiles
        && Unfinished == other.Unfinished && LastKey == other.LastKey && Done.SequenceEqual(other.Done);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(AsOf, Source, Done.Count, Unfinished, LastKey);
}
