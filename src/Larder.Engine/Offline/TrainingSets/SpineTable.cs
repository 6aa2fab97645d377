using System.Runtime.CompilerServices;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// The spine as a table of the engine, or a view of a file, row order kept: all its columns stay there and reach the training set untouched; only key, time
/// and request columns are read from it. Its columns are numbered, so that none of them hides the engine's row number.
/// </summary>
internal sealed class SpineTable
{
    /// <summary>The name of the time column.</summary>
    public const string TimeColumn = "event_timestamp";

    /// <summary>The name of the label column that spines of the repository make.</summary>
    public const string LabelColumn = "label";

    /// <summary>The name of the table.</summary>
    public const string Rows = "spine_rows";

    private const string Named = "spine";

    // What a DateTime can hold, in microseconds; DuckDB's infinite timestamps lie outside.
    private const long FirstTime = -62_135_596_800_000_000;
    private const long LastTime = 253_402_300_799_999_999;

    private readonly IReadOnlyList<DuckDbColumn> _columns;
    private readonly JoinKeys _keys;
    private readonly SpineEntities[] _entities;
    private readonly long[] _times;
    private IReadOnlyList<SpineIndex> _indexes = [];

    private SpineTable(IReadOnlyList<DuckDbColumn> columns, JoinKeys keys, int rows, IReadOnlyDictionary<string, Column> request)
    {
        _columns = columns;
        _keys = keys;
        _entities = [.. keys.Entities.Select((_, e) => new SpineEntities(keys, e, rows))];
        _times = LargePages.Advise(new long[rows]);
        Request = request;
    }

    /// <summary>Rows of the spine.</summary>
    public int RowCount => _times.Length;

    /// <summary>The request columns by name.</summary>
    public IReadOnlyDictionary<string, Column> Request { get; }

    /// <summary>The select list entries that give the table's columns their names back.</summary>
    public IEnumerable<string> Select => NamesBack(_columns.Select(c => c.Name));

    /// <summary>SHA-256 over names, types and values of all columns, in row order.</summary>
    public string Hash { get; private set; } = string.Empty;

    /// <summary>The rows by a view's entity and time.</summary>
    public SpineIndex IndexOf(Catalog.CompiledSourceView view) => _indexes[_keys.IndexOf(view.Entity)];

    /// <summary>Creates the empty table and an appender for it: keys, time, other columns.</summary>
    public static DuckDbAppender Create(DuckDbConnection connection, JoinKeys keys, IEnumerable<(string Name, ColumnType Type)> columns)
    {
        (string Name, ColumnType Type)[] list = [.. keys.Columns.Select(k => (k.Name, k.Type)), (TimeColumn, ColumnType.Timestamp), .. columns];
        connection.Execute($"CREATE TABLE {Rows} ({string.Join(", ", list.Select((c, i) => $"{Numbered(i)} {SqlTypes.NameOf(c.Type)}"))})");
        Name(connection, list.Select(c => c.Name));
        return connection.Append(Rows);
    }

    /// <summary>Creates the table from what the engine can select from.</summary>
    public static void Copy(DuckDbConnection connection, string from, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        connection.Execute($"CREATE TABLE {Rows} AS SELECT * FROM {from} AS s({string.Join(", ", columns.Select((_, i) => Numbered(i)))})", cancellationToken);
        Name(connection, columns);
    }

    /// <summary>Takes what the engine can select from for the table.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="from">Rows that the engine reads in their order.</param>
    /// <param name="rowNumber">Its column that numbers them, from 0.</param>
    /// <param name="columns">The other columns.</param>
    public static void View(DuckDbConnection connection, string from, string rowNumber, IReadOnlyList<string> columns)
    {
        connection.Execute(
            $"CREATE VIEW {Rows} AS SELECT {string.Join(", ", columns.Select((name, i) => $"{Identifiers.Quote(name)} AS {Numbered(i)}"))}, {rowNumber} AS rowid FROM {from}");
        Name(connection, columns);
    }

    /// <summary>Reads what the join needs and hashes all of it; the sort begins beside.</summary>
    public static SpineTable Load(DuckDbDatabase engine, DuckDbConnection connection, JoinKeys keys, IReadOnlyList<Catalog.RequestColumn> request, CancellationToken cancellationToken)
    {
        using var described = connection.Query($"SELECT * FROM {Named} LIMIT 0", cancellationToken);
        var columns = described.Columns;
        (string Name, ColumnType Type)[] wanted =
            [.. keys.Columns.Select(k => (k.Name, k.Type)), (TimeColumn, ColumnType.Timestamp), .. request.Select(r => (r.Name, r.Type))];
        foreach (var (name, _) in wanted)
        {
            Require(columns, name);
        }

        var rows = checked((int)connection.QueryScalar<long>($"SELECT count(*) FROM {Named}", cancellationToken));
        var spine = new SpineTable(
            columns, keys, rows, request.ToDictionary(r => r.Name, r => Column.Create(r.Type, rows), StringComparer.Ordinal));
        try
        {
            spine.Read(engine, wanted, cancellationToken);
        }
        catch (DuckDbException failed)
        {
            throw new InvalidInputException($"The spine cannot be read: {failed.Message.Split('\n')[0]}. Its columns must be {string.Join(", ", wanted.Select(w => $"{w.Name} {w.Type.Name()}"))}.", failed);
        }

        spine._indexes = [.. spine._entities.Select(e => e.Index(spine._times))];
        return spine;
    }

    private static void Name(DuckDbConnection connection, IEnumerable<string> names) =>
        connection.Execute($"CREATE VIEW {Named} AS SELECT {string.Join(", ", NamesBack(names))} FROM {Rows}");

    private static IEnumerable<string> NamesBack(IEnumerable<string> names) => names.Select((name, i) => $"{Numbered(i)} AS {Identifiers.Quote(name)}");

    private static string Numbered(int column) => $"column{column}";

    /// <summary>Reads what is wanted and hashes all columns: keys on this thread, which is as much as all the rest on another.</summary>
    private void Read(DuckDbDatabase engine, (string Name, ColumnType Type)[] wanted, CancellationToken cancellationToken)
    {
        var (keys, others) = (new SpinePass(wanted[.._keys.Columns.Count]), new SpinePass(wanted[_keys.Columns.Count..]));
        for (var i = 0; i < _columns.Count; i++)
        {
            if (!keys.HashesAsWanted(_columns[i], i) && !others.HashesAsWanted(_columns[i], i))
            {
                others.Hash(_columns[i], i);
            }
        }

        using var hash = new SpineHash(_columns);
        void Run(SpinePass pass, Action<DuckDbChunk, int> read)
        {
            using var connection = engine.Connect();
            pass.Run(connection, Named, hash, read, cancellationToken);
        }

        var beside = Task.Run(() => Run(others, (chunk, offset) => ReadOthers(chunk, offset, wanted)), CancellationToken.None);
        try
        {
            Run(keys, ReadKeys);
        }
        finally
        {
            ((IAsyncResult)beside).AsyncWaitHandle.WaitOne();
        }

        beside.GetAwaiter().GetResult();
        Hash = hash.Finish();
    }

    private void ReadKeys(DuckDbChunk chunk, int offset)
    {
        foreach (var entities in _entities)
        {
            entities.Read(chunk, offset);
        }
    }

    private void ReadOthers(DuckDbChunk chunk, int offset, (string Name, ColumnType Type)[] wanted)
    {
        ReadTimes(chunk[0], offset);
        for (var i = _keys.Columns.Count + 1; i < wanted.Length; i++)
        {
            var vector = chunk[i - _keys.Columns.Count];
            var target = Request[wanted[i].Name];
            for (var row = 0; row < chunk.RowCount; row++)
            {
                try
                {
                    target.Set(offset + row, SqlTypes.Value(vector, row, wanted[i].Type));
                }
                catch (InvalidInputException malformed)
                {
                    throw new InvalidInputException($"Row {offset + row + 1} of the spine, column {wanted[i].Name}: {malformed.Message}", malformed);
                }
            }
        }
    }

    [MethodImpl(HotLoop.AtOnce)]
    private void ReadTimes(DuckDbVector vector, int offset)
    {
        vector.Values<long>().CopyTo(_times.AsSpan(offset));
        for (var row = 0; row < vector.RowCount; row++)
        {
            if (vector.HasNulls && !vector.IsValid(row))
            {
                throw new InvalidInputException($"Row {offset + row + 1} of the spine has no {TimeColumn}; every row needs a time.");
            }

            if (_times[offset + row] is < FirstTime or > LastTime)
            {
                throw new InvalidInputException($"Row {offset + row + 1} of the spine has a {TimeColumn} outside the years 1 to 9999; every row needs a time.");
            }
        }
    }

    private static void Require(IReadOnlyList<DuckDbColumn> columns, string name)
    {
        if (!columns.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidInputException($"The spine has no column {name}; it has {string.Join(", ", columns.Select(c => c.Name))}.");
        }
    }
}
