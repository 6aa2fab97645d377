using System.Text;
using SQLitePCL;

namespace Larder.Sqlite;

/// <summary>One prepared statement, bound, stepped and reset in turns by one thread at a time. Parameters count from 1, columns from 0.</summary>
internal sealed class Statement(Session session, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, bool value) => Bind(parameter, value ? 1L : 0L);

    /// <summary>Binds text; unlike on the way through C strings, a NUL inside it is kept.</summary>
    public Statement Bind(int parameter, string value)
    {
        // An empty span has a null pointer, which would bind NULL.
        Check(value.Length == 0
            ? raw.sqlite3_bind_text(handle, parameter, utf8z.FromString(value))
            : raw.sqlite3_bind_text(handle, parameter, Encoding.UTF8.GetBytes(value).AsSpan()));
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        // An empty span has a null pointer, which would bind NULL.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, parameter, 0) : raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    public Statement BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            // The detail is the connection's, so it is read before the reset.
            var error = session.Error(code);
            Reset();
            throw error;
        }

        return false;
    }

    /// <summary>Runs to the end and makes the statement ready for the next use.</summary>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>Runs and maps the first row; the default of <typeparamref name="T"/> when there is none.</summary>
    public T? First<T>(Func<Statement, T> map)
    {
        var result = Step() ? map(this) : default;
        Reset();
        return result;
    }

    /// <summary>Runs and maps all rows.</summary>
    public List<T> All<T>(Func<Statement, T> map)
    {
        var rows = new List<T>();
        while (Step())
        {
            rows.Add(map(this));
        }

        Reset();
        return rows;
    }

    /// <summary>Makes the statement ready for the next use. Until then it may hold a read transaction open.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(handle, column);

    public int GetInt32(int column) => raw.sqlite3_column_int(handle, column);

    public bool GetBoolean(int column) => GetInt64(column) != 0;

    /// <summary>SQLite's own memory, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> GetSpan(int column) => raw.sqlite3_column_blob(handle, column);

    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public string GetText(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw session.Error(code);
        }
    }
}
