using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>The model registry in SQLite.</summary>
public sealed class SqliteModelStore : IModelStore
{
    private const string Columns =
        "name, version, content_hash, dataset_version, service, code_version, metrics_json, artifact, created_at";

    private static readonly Sql SelectOne = new($"SELECT {Columns} FROM model WHERE name = ?1 AND version = ?2");

    private static readonly Sql CountOne = new("SELECT count(*) FROM model WHERE name = ?1 AND version = ?2");

    private static readonly Sql SelectByHash = new($"SELECT {Columns} FROM model WHERE name = ?1 AND content_hash = ?2");

    private static readonly Sql SelectAll = new($"SELECT {Columns} FROM model");

    private static readonly Sql SelectNumber = new("SELECT coalesce(max(version), 0) FROM model WHERE name = ?1");

    private static readonly Sql Insert = new($"INSERT INTO model ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");

    private static readonly Sql SelectAlias = new("SELECT version FROM model_alias WHERE name = ?1 AND alias = ?2");

    private static readonly Sql SelectAliases = new("SELECT name, version, alias FROM model_alias");

    private static readonly Sql ReplaceAlias = new("INSERT OR REPLACE INTO model_alias (name, alias, version) VALUES (?1, ?2, ?3)");

    private static readonly Sql DeleteAlias = new("DELETE FROM model_alias WHERE name = ?1 AND alias = ?2");

    private readonly SqliteDatabase _database;

    internal SqliteModelStore(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public Task<ModelVersion> RegisterAsync(ModelVersion model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _database.WriteAsync(session => Register(session, model), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ModelVersion?> GetAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _database.ReadAsync(session => Get(session, name, version), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ModelVersion?> ResolveAsync(string name, string alias, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(alias);
        return _database.ReadAsync(
            session => Target(session, name, alias) is { } version ? Get(session, name, version) : null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task SetAliasAsync(string name, string alias, int? version, int? expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(alias);
        return _database.WriteAsync(session => SetAlias(session, name, alias, version, expected), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelListing>> ListAsync(CancellationToken cancellationToken = default)
        => _database.ReadAsync(List, cancellationToken);

    private static ModelVersion Register(Session session, ModelVersion model)
    {
        var existing = session[SelectByHash].Bind(1, model.Name).Bind(2, model.ContentHash).First(Map);
        if (existing is not null)
        {
            return existing;
        }

        var newest = session[SelectNumber].Bind(1, model.Name).First(row => row.GetInt32(0));
        var registered = model with { Version = newest + 1 };
        session[Insert]
            .Bind(1, registered.Name)
            .Bind(2, registered.Version)
            .Bind(3, registered.ContentHash)
            .Bind(4, registered.DatasetVersion)
            .Bind(5, registered.Service)
            .Bind(6, registered.CodeVersion)
            .Bind(7, registered.MetricsJson)
            .Bind(8, registered.Artifact.Span)
            .Bind(9, registered.CreatedAt.Microseconds)
            .Run();
        return registered;
    }

    private static bool SetAlias(Session session, string name, string alias, int? version, int? expected)
    {
        if (version is { } wanted && session[CountOne].Bind(1, name).Bind(2, wanted).First(row => row.GetInt64(0)) == 0)
        {
            throw StoreErrors.NoSuchModelVersion(name, wanted);
        }

        var actual = Target(session, name, alias);
        if (actual != expected)
        {
            throw StoreErrors.AliasMoved(name, alias, expected, actual);
        }

        if (version is { } number)
        {
            session[ReplaceAlias].Bind(1, name).Bind(2, alias).Bind(3, number).Run();
        }
        else
        {
            session[DeleteAlias].Bind(1, name).Bind(2, alias).Run();
        }

        return true;
    }

    private static IReadOnlyList<ModelListing> List(Session session)
    {
        var aliases = session[SelectAliases]
            .All(row => (Name: row.GetText(0), Version: row.GetInt32(1), Alias: row.GetText(2)))
            .ToLookup(row => (row.Name, row.Version), row => row.Alias);
        return [.. session[SelectAll]
            .All(Map)
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .ThenBy(model => model.Version)
            .Select(model => new ModelListing(model, [.. aliases[(model.Name, model.Version)].Order(StringComparer.Ordinal)]))];
    }

    private static ModelVersion? Get(Session session, string name, int version)
        => session[SelectOne].Bind(1, name).Bind(2, version).First(Map);

    private static int? Target(Session session, string name, string alias)
        => session[SelectAlias].Bind(1, name).Bind(2, alias).First(row => (int?)row.GetInt32(0));

    private static ModelVersion Map(Statement row) => new(
        row.GetText(0),
        row.GetInt32(1),
        row.GetText(2),
        row.GetText(3),
        row.GetText(4),
        row.GetText(5),
        row.GetText(6),
        row.GetBytes(7),
        new Instant(row.GetInt64(8)));
}
