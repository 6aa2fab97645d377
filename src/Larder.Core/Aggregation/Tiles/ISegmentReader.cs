namespace Larder.Aggregation.Tiles;

/// <summary>
/// What needs segments of one entity and finds out which as it goes: while <see cref="Find"/> is false read what is <see cref="Wanted"/>, give it to
/// <see cref="Load"/> and ask again; where it <see cref="IsTorn"/> begin again with the entity's row.
/// </summary>
public interface ISegmentReader
{
    /// <summary>The segments that the last <see cref="Find"/> missed.</summary>
    ReadOnlySpan<long> Wanted { get; }

    /// <summary>Whether row and segments are of different states of the store.</summary>
    bool IsTorn { get; }

    /// <summary>Whether everything needed was read; else <see cref="Wanted"/> or <see cref="IsTorn"/> says what is missing.</summary>
    /// <exception cref="Errors.UnavailableException">A row is damaged.</exception>
    bool Find();

    /// <summary>Takes a segment that was wanted; null where it is not stored (any more).</summary>
    /// <exception cref="Errors.UnavailableException">It is damaged.</exception>
    void Load(long segment, ReadOnlyMemory<byte>? payload);
}
