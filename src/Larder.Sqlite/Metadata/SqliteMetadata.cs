using Larder.Errors;

namespace Larder.Sqlite;

/// <summary>
/// The embedded registry: definitions, training sets and models in one SQLite file. Several processes may use it at once. Safe for use
/// by many threads.
/// </summary>
public sealed class SqliteMetadata : IAsyncDisposable
{
    private readonly SqliteDatabase _database;

    private SqliteMetadata(SqliteDatabase database)
    {
        _database = database;
        Definitions = new SqliteDefinitionStore(database);
        Datasets = new SqliteDatasetStore(database);
        Models = new SqliteModelStore(database);
    }

    /// <summary>The file's full path.</summary>
    public string Path => _database.Path;

    /// <summary>The versioned definitions.</summary>
    public SqliteDefinitionStore Definitions { get; }

    /// <summary>The records of training sets.</summary>
    public SqliteDatasetStore Datasets { get; }

    /// <summary>The model registry.</summary>
    public SqliteModelStore Models { get; }

    /// <summary>Opens the registry; a missing file or folder is created (<see cref="SqliteOptions.CreatesOnWrite"/> says when), an older schema is brought up to date.</summary>
    /// <param name="path">The file, for example <c>.larder/metadata.db</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="UnavailableException">The file or its folder cannot be created, read or written.</exception>
    /// <exception cref="InvalidInputException">The file is not SQLite's, not a registry, or of a newer Larder.</exception>
    public static SqliteMetadata Open(string path, SqliteOptions? options = null)
        => new(SqliteDatabase.Open(path, SqliteSchema.Metadata, options));

    /// <summary>Closes the file; the stores cannot be used any more.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
