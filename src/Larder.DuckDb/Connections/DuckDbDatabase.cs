using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>
/// A DuckDB database, in memory or in a file. Disposing it closes the file as soon as the last of its connections,
/// statements and results is disposed too.
/// </summary>
/// <threadsafety>Safe for use by several threads: each takes a connection of its own.</threadsafety>
public sealed class DuckDbDatabase : IDisposable
{
    private readonly DatabaseHandle _handle;

    private DuckDbDatabase(DatabaseHandle handle)
    {
        _handle = handle;
    }

    /// <summary>Version of the DuckDB library, for example <c>v1.5.5</c>.</summary>
    public static string LibraryVersion => NativeMethods.LibraryVersion() ?? "";

    /// <summary>Opens a database, creating the file if it does not exist.</summary>
    /// <param name="path">Path of the file, or <c>:memory:</c> for a database of its own in memory.</param>
    /// <param name="settings">
    /// DuckDB settings by name, for example <c>threads</c>, <c>memory_limit</c>, <c>temp_directory</c> or
    /// <c>preserve_insertion_order</c>. Those not named keep DuckDB's defaults.
    /// </param>
    /// <exception cref="DuckDbException">The file cannot be opened, or a setting is not known or its value does not fit.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing; the message says where it was looked for.</exception>
    public static DuckDbDatabase Open(string path = ":memory:", IReadOnlyDictionary<string, string>? settings = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The path contains a NUL character, where DuckDB would cut it off.", nameof(path));
        }

        if (NativeMethods.CreateConfig(out var config) is not NativeState.Success)
        {
            throw new DuckDbException("DuckDB could not allocate a configuration.", DuckDbErrorKind.OutOfMemory);
        }

        config.Attach();

        using (config)
        {
            foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            {
                if (NativeMethods.SetConfig(config, name, value) is not NativeState.Success)
                {
                    throw new DuckDbException(
                        $"DuckDB rejected the setting {name} = '{value}' for {path}. "
                        + "SELECT name, description FROM duckdb_settings() lists the settings and what they accept.",
                        DuckDbErrorKind.InvalidConfiguration);
                }
            }

            var state = NativeMethods.OpenExt(path, out var handle, config, out var error);

            if (state is not NativeState.Success)
            {
                handle.Dispose();

                throw ErrorFactory.FromText(error, sql: null, CancellationToken.None);
            }

            handle.Attach();

            return new DuckDbDatabase(handle);
        }
    }

    /// <summary>Opens a connection, which has its own transaction and temporary tables.</summary>
    /// <exception cref="ObjectDisposedException">The database is disposed.</exception>
    /// <exception cref="DuckDbException">DuckDB refuses the connection.</exception>
    public DuckDbConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);

        if (NativeMethods.Connect(_handle, out var connection) is not NativeState.Success)
        {
            connection.Dispose();

            throw new DuckDbException("DuckDB refused a connection to the database.", DuckDbErrorKind.Connection);
        }

        connection.Attach(_handle);

        return new DuckDbConnection(connection);
    }

    /// <summary>Gives the database back; open connections keep it alive until they are disposed.</summary>
    public void Dispose() => _handle.Dispose();
}
