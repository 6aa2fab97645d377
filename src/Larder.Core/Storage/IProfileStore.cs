namespace Larder.Storage;

/// <summary>
/// Profiles of features, cut into tiles: of a table one for each day and segment, of files and logs one for each file. A subject is what was profiled (<c>source trips</c>). Tiles are replaced, never changed.
/// </summary>
public interface IProfileStore
{
    /// <summary>The tiles of a subject and the fingerprint of what each was made of, by the tile's name. Empty for an unknown subject.</summary>
    Task<IReadOnlyDictionary<string, string>> FingerprintsAsync(string subject, CancellationToken cancellationToken = default);

    /// <summary>Replaces all segments of the tiles named, in one step; names without a tile among <paramref name="tiles"/> are removed.</summary>
    /// <param name="subject">What was profiled.</param>
    /// <param name="names">The names that are replaced.</param>
    /// <param name="tiles">The new tiles, each of one of the names.</param>
    /// <param name="cancellationToken">Stops it; nothing is replaced then.</param>
    Task ReplaceAsync(string subject, IReadOnlyCollection<string> names, IReadOnlyList<StoredTile> tiles, CancellationToken cancellationToken = default);

    /// <summary>The tiles whose name is at least <paramref name="from"/> and below <paramref name="before"/>, compared by code units, in the order of names and segments.</summary>
    /// <param name="subject">What was profiled.</param>
    /// <param name="from">The first name; empty for the first of all.</param>
    /// <param name="before">The name after the last; null for all from <paramref name="from"/> on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<StoredTile>> ReadAsync(string subject, string from = "", string? before = null, CancellationToken cancellationToken = default);

    /// <summary>Removes the tiles of all subjects, so that no value in them is left: they are made again from what is left of the data.</summary>
    Task ForgetAsync(CancellationToken cancellationToken = default);
}

/// <summary>A stored tile.</summary>
/// <param name="Name">The day <c>2024-03-01</c>, or what else was profiled at once.</param>
/// <param name="Segment">The value of the segment's column; empty where there are no segments.</param>
/// <param name="Fingerprint">Identifies what it was made of; as long as that is the same, it need not be read again.</param>
/// <param name="DataVersion">The data version that was read: <c>trips@3</c>.</param>
/// <param name="Bytes">The tile, in the form of <see cref="Quality.Profiles.ProfileTile.ToBytes"/>.</param>
public sealed record StoredTile(string Name, string Segment, string Fingerprint, string DataVersion, ReadOnlyMemory<byte> Bytes);
