using Larder.Storage;

namespace Larder.Sqlite;

/// <summary>Profiles of features in SQLite.</summary>
public sealed class SqliteProfileStore : IProfileStore
{
    private static readonly Sql SelectFingerprints = new("SELECT DISTINCT name, fingerprint FROM profile WHERE subject = ?1");

    private static readonly Sql SelectRange = new(
        "SELECT name, segment, fingerprint, data_version, tile FROM profile WHERE subject = ?1 AND name >= ?2 AND (?3 IS NULL OR name < ?3) ORDER BY name, segment");

    private static readonly Sql Delete = new("DELETE FROM profile WHERE subject = ?1 AND name = ?2");

    private static readonly Sql CountAll = new("SELECT count(*) FROM profile");

    private static readonly Sql DeleteAll = new("DELETE FROM profile");

    private static readonly Sql Insert = new("INSERT INTO profile (subject, name, segment, fingerprint, data_version, tile) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly SqliteDatabase _database;

    internal SqliteProfileStore(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> FingerprintsAsync(string subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return _database.ReadAsync<IReadOnlyDictionary<string, string>>(
            session => session[SelectFingerprints].Bind(1, subject).All(row => (Name: row.GetText(0), Fingerprint: row.GetText(1))).ToDictionary(t => t.Name, t => t.Fingerprint, StringComparer.Ordinal),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReplaceAsync(string subject, IReadOnlyCollection<string> names, IReadOnlyList<StoredTile> tiles, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(tiles);
        StoreErrors.EnsureNamed(names, tiles);
        return _database.WriteAsync(session => Replace(session, subject, names, tiles), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredTile>> ReadAsync(string subject, string from = "", string? before = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(from);
        return _database.ReadAsync<IReadOnlyList<StoredTile>>(
            session =>
            {
                var select = session[SelectRange].Bind(1, subject).Bind(2, from);
                return (before is null ? select.BindNull(3) : select.Bind(3, before))
                    .All(row => new StoredTile(row.GetText(0), row.GetText(1), row.GetText(2), row.GetText(3), row.GetBytes(4)));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(CancellationToken cancellationToken = default) => Forgetting.RunAsync(_database, CountAll, DeleteAll, cancellationToken);

    private static bool Replace(Session session, string subject, IReadOnlyCollection<string> names, IReadOnlyList<StoredTile> tiles)
    {
        foreach (var name in names)
        {
            session[Delete].Bind(1, subject).Bind(2, name).Run();
        }

        foreach (var tile in tiles)
        {
            session[Insert].Bind(1, subject).Bind(2, tile.Name).Bind(3, tile.Segment).Bind(4, tile.Fingerprint).Bind(5, tile.DataVersion).Bind(6, tile.Bytes.Span).Run();
        }

        return true;
    }
}
