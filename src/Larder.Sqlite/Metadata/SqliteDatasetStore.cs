using System.Text.Json;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>The records of training sets in SQLite.</summary>
public sealed class SqliteDatasetStore : IDatasetStore
{
    private const string Columns =
        "dataset_version, service, views, tables, spine_hash, as_of, code_version, rows, path, content_hash, created_at, spine";

    private static readonly Sql SelectOne = new($"SELECT {Columns} FROM dataset WHERE dataset_version = ?1");

    private static readonly Sql SelectAll = new($"SELECT {Columns} FROM dataset ORDER BY created_at DESC, dataset_version");

    private static readonly Sql Insert = new(
        $"INSERT INTO dataset ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (dataset_version) DO NOTHING");

    private readonly SqliteDatabase _database;

    internal SqliteDatasetStore(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public Task PutAsync(DatasetRecord dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return _database.WriteAsync(session => Put(session, dataset), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DatasetRecord?> GetAsync(string datasetVersion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(datasetVersion);
        return _database.ReadAsync(session => session[SelectOne].Bind(1, datasetVersion).First(Map), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DatasetRecord>> ListAsync(CancellationToken cancellationToken = default)
        => _database.ReadAsync<IReadOnlyList<DatasetRecord>>(session => session[SelectAll].All(Map), cancellationToken);

    private static bool Put(Session session, DatasetRecord dataset)
    {
        var insert = session[Insert]
            .Bind(1, dataset.DatasetVersion)
            .Bind(2, dataset.Service)
            .Bind(3, JsonSerializer.Serialize(dataset.Views, MetadataJson.Default.IReadOnlyListString))
            .Bind(4, JsonSerializer.Serialize(dataset.Tables, MetadataJson.Default.IReadOnlyListString))
            .Bind(5, dataset.SpineHash)
            .Bind(6, dataset.AsOf.Microseconds)
            .Bind(7, dataset.CodeVersion)
            .Bind(8, dataset.Rows)
            .Bind(9, dataset.Path)
            .Bind(10, dataset.ContentHash)
            .Bind(11, dataset.CreatedAt.Microseconds);
        (dataset.Spine is { } spine ? insert.Bind(12, spine) : insert.BindNull(12)).Run();
        return true;
    }

    private static DatasetRecord Map(Statement row) => new(
        row.GetText(0),
        row.GetText(1),
        JsonSerializer.Deserialize(row.GetText(2), MetadataJson.Default.IReadOnlyListString)!,
        JsonSerializer.Deserialize(row.GetText(3), MetadataJson.Default.IReadOnlyListString)!,
        row.GetText(4),
        new Instant(row.GetInt64(5)),
        row.GetText(6),
        row.GetInt64(7),
        row.GetText(8),
        row.GetText(9),
        new Instant(row.GetInt64(10)),
        row.IsNull(11) ? null : row.GetText(11));
}
