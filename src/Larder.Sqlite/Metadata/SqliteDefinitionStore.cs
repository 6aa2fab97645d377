using System.Text.Json;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>The versioned definitions in SQLite.</summary>
public sealed class SqliteDefinitionStore : IDefinitionStore
{
    private const string Columns = "kind, name, version, content_hash, json, applied_at, is_retired";

    private static readonly Sql SelectNewest = new(
        $"SELECT {Columns} FROM definition AS d WHERE version = (SELECT max(version) FROM definition WHERE kind = d.kind AND name = d.name)");

    private static readonly Sql SelectOne = new($"SELECT {Columns} FROM definition WHERE kind = ?1 AND name = ?2 AND version = ?3");

    private static readonly Sql SelectNumber = new("SELECT coalesce(max(version), 0) FROM definition WHERE kind = ?1 AND name = ?2");

    private static readonly Sql Insert = new($"INSERT INTO definition ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    private static readonly Sql SelectNotes = new("SELECT kind, name, description, owner, tags FROM definition_notes");

    private static readonly Sql DeleteNotes = new("DELETE FROM definition_notes");

    private static readonly Sql InsertNotes = new("INSERT INTO definition_notes (kind, name, description, owner, tags) VALUES (?1, ?2, ?3, ?4, ?5)");

    private readonly SqliteDatabase _database;

    internal SqliteDefinitionStore(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public Task<IReadOnlyList<DefinitionVersion>> ListAsync(CancellationToken cancellationToken = default)
        => _database.ReadAsync(List, cancellationToken);

    /// <inheritdoc/>
    public Task<DefinitionVersion?> GetAsync(string kind, string name, int version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(name);
        return _database.ReadAsync(
            session => session[SelectOne].Bind(1, kind).Bind(2, name).Bind(3, version).First(Map),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ApplyAsync(IReadOnlyList<DefinitionVersion> versions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(versions);
        return _database.WriteAsync(session => Apply(session, versions), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedNotes>> ListNotesAsync(CancellationToken cancellationToken = default) => _database.ReadAsync(ListNotes, cancellationToken);

    /// <inheritdoc/>
    public Task ReplaceNotesAsync(IReadOnlyList<RecordedNotes> notes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notes);
        return _database.WriteAsync(session => ReplaceNotes(session, notes), cancellationToken);
    }

    private static Statement Bind(Statement statement, int parameter, string? text) => text is null ? statement.BindNull(parameter) : statement.Bind(parameter, text);

    private static IReadOnlyList<RecordedNotes> ListNotes(Session session) =>
        [.. session[SelectNotes].All(MapNotes).OrderBy(n => n.Kind, StringComparer.Ordinal).ThenBy(n => n.Name, StringComparer.Ordinal)];

    private static RecordedNotes MapNotes(Statement row) => new(
        row.GetText(0),
        row.GetText(1),
        new DefinitionNotes(
            row.IsNull(2) ? null : row.GetText(2),
            row.IsNull(3) ? null : row.GetText(3),
            JsonSerializer.Deserialize(row.GetText(4), MetadataJson.Default.IReadOnlyListString)!));

    private static bool ReplaceNotes(Session session, IReadOnlyList<RecordedNotes> notes)
    {
        session[DeleteNotes].Run();
        foreach (var (kind, name, note) in notes)
        {
            var insert = session[InsertNotes].Bind(1, kind).Bind(2, name).Bind(5, JsonSerializer.Serialize(note.Tags, MetadataJson.Default.IReadOnlyListString));
            Bind(Bind(insert, 3, note.Description), 4, note.Owner).Run();
        }

        return true;
    }

    private static IReadOnlyList<DefinitionVersion> List(Session session)
    {
        var newest = session[SelectNewest].All(Map);

        // Ordered here, by the rule every store shares, rather than by the file's collation.
        newest.Sort((left, right) =>
            string.CompareOrdinal(left.Kind, right.Kind) is var byKind and not 0 ? byKind : string.CompareOrdinal(left.Name, right.Name));
        return newest;
    }

    private static bool Apply(Session session, IReadOnlyList<DefinitionVersion> versions)
    {
        foreach (var version in versions)
        {
            var newest = session[SelectNumber].Bind(1, version.Kind).Bind(2, version.Name).First(row => row.GetInt32(0));
            if (version.Version != newest + 1)
            {
                throw StoreErrors.VersionTaken(version, newest);
            }

            session[Insert]
                .Bind(1, version.Kind)
                .Bind(2, version.Name)
                .Bind(3, version.Version)
                .Bind(4, version.ContentHash)
                .Bind(5, version.Json)
                .Bind(6, version.AppliedAt.Microseconds)
                .Bind(7, version.IsRetired)
                .Run();
        }

        return true;
    }

    private static DefinitionVersion Map(Statement row) => new(
        row.GetText(0),
        row.GetText(1),
        row.GetInt32(2),
        row.GetText(3),
        row.GetText(4),
        new Instant(row.GetInt64(5)),
        row.GetBoolean(6));
}
