using System.Collections.ObjectModel;
using Larder.Types;

namespace Larder.Storage;

/// <summary>
/// How far a materialization has come; stored with the rows it covers, so that a killed run resumes exactly there, and that a run which
/// another one has overtaken notices. Two states are equal when all their facts are, the bytes of the key included.
/// </summary>
/// <param name="AsOf">The instant the view is brought to.</param>
/// <param name="Source">The offline table version it is made from, for example <c>order_lines@3</c>.</param>
/// <param name="HorizonStart">Events from this instant on are complete in the payloads; reads that need older ones are refused.</param>
/// <param name="LastKey">The greatest key written so far; null before the first and after the last batch.</param>
/// <param name="Rows">Entities written so far by this materialization.</param>
/// <param name="IsComplete">Whether the last batch has been written.</param>
public sealed record MaterializationState(Instant AsOf, string Source, Instant HorizonStart, byte[]? LastKey, long Rows, bool IsComplete)
{
    /// <summary>Version of the code that made the payloads: of Larder and of the feature repository's assembly. Default empty, for unknown.</summary>
    public string CodeVersion { get; init; } = string.Empty;

    /// <summary>Fingerprint of the table version's files, by which a table that was made anew is told from one that grew. Default empty, for unknown.</summary>
    public string SourceFiles { get; init; } = string.Empty;

    /// <summary>The instant to which an incremental run that has not ended brings rows: some are there already, so no run may go back behind it. Default none.</summary>
    public Instant? Reaching { get; init; }

    /// <summary>Ranges of event time brought beyond the rest; with <see cref="IsComplete"/> false and no <see cref="LastKey"/> there is nothing else. Default none.</summary>
    public MaterializedRanges? Ranges { get; init; }

    /// <summary>
    /// Whether the rows stored before are of other code or of rows that are gone, and count for nothing: each batch then replaces all rows of its stretch of keys
    /// (<see cref="StretchAfter"/>), whatever their rank. Default false: the newest row wins.
    /// </summary>
    public bool ReplacesRows { get; init; }

    /// <summary>
    /// How far each stream has been applied to the rows, by the stream's name: the position from which to read on. Kept by later
    /// materializations. Default empty.
    /// </summary>
    public IReadOnlyDictionary<string, long> Positions { get; init; } = ReadOnlyDictionary<string, long>.Empty;

    /// <summary>The greatest known time of the events applied from streams: a later materialization is as of this instant at least. Default none.</summary>
    public Instant? StreamedTo { get; init; }

    /// <summary>Whether another state is of a run with the same facts, so that one may go on where the other stopped.</summary>
    public bool IsSameRun(MaterializationState? other) =>
        other is not null && AsOf == other.AsOf && Source == other.Source && SourceFiles == other.SourceFiles && HorizonStart == other.HorizonStart && CodeVersion == other.CodeVersion;

    /// <summary>
    /// The keys between those that <paramref name="earlier"/> had reached and those that this state has: behind <c>After</c> (null: from
    /// the first) up to and with <c>UpTo</c> (null: to the last).
    /// </summary>
    public (byte[]? After, byte[]? UpTo) StretchAfter(MaterializationState? earlier) =>
        (IsSameRun(earlier) && !earlier!.IsComplete ? earlier.LastKey : null, IsComplete ? null : LastKey);

    /// <inheritdoc/>
    public bool Equals(MaterializationState? other) =>
        IsSameRun(other) && Rows == other!.Rows && IsComplete == other.IsComplete && ReplacesRows == other.ReplacesRows
        && (LastKey is null) == (other.LastKey is null) && LastKey.AsSpan().SequenceEqual(other.LastKey)
        && StreamedTo == other.StreamedTo && Reaching == other.Reaching && Equals(Ranges, other.Ranges) && Positions.Count == other.Positions.Count
        && Positions.All(p => other.Positions.TryGetValue(p.Key, out var position) && position == p.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(AsOf, Source, HorizonStart, Rows, IsComplete, CodeVersion, ReplacesRows);
}
