using System.Runtime.CompilerServices;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// The spine as a table of the engine, row order kept: all its columns stay there and reach the training set untouched; only key, time
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

    /// <summary>Takes the spine from a Parquet or CSV file that has the join keys and <c>event_timestamp</c>.</summary>
    /// <exception cref="InvalidInputException">A column is missing or of another type.</exception>
    public static void Import(DuckDbConnection connection, JoinKeys keys, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new NotFoundException($"The spine {path} does not exist; give a Parquet or CSV file with the join key and {TimeColumn}.");
        }

        try
        {
            var file = Identifiers.Literal(Path.GetFullPath(path));
            var from = path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? $"read_parquet({file})" : $"read_csv({file}{Texts(connection, keys, file)})";
            using var described = connection.Query($"SELECT * FROM {from} LIMIT 0", cancellationToken);
            var columns = described.Columns;

            // On several threads the engine cuts the table as the file is cut, and the training set as the table: not the same way each time.
            var threads = connection.QueryScalar<long>("SELECT current_setting('threads')", cancellationToken);
            connection.Execute(
                $"SET threads = 1; CREATE TABLE {Rows} AS SELECT * FROM {from} AS s({string.Join(", ", columns.Select((_, i) => Numbered(i)))}); SET threads = {threads}",
                cancellationToken);
            Name(connection, columns.Select(c => c.Name));
        }
        catch (DuckDbException failed) when (failed.Kind is not DuckDbErrorKind.OutOfMemory)
        {
            throw EngineErrors.OfSpine(path, failed);
        }
    }

    /// <summary>Reads and sorts what the join needs, while all of it is hashed beside.</summary>
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
        using var beside = engine.Connect();
        var hash = Task.Run(() => SpineHash.Of(beside, Named, columns, cancellationToken), cancellationToken);
        try
        {
            spine.Read(connection, wanted, cancellationToken);
            spine._indexes = [.. spine._entities.Select(e => e.Index(spine._times))];
        }
        catch (DuckDbException failed)
        {
            throw new InvalidInputException($"The spine cannot be read: {failed.Message.Split('\n')[0]}. Its columns must be {string.Join(", ", wanted.Select(w => $"{w.Name} {w.Type.Name()}"))}.", failed);
        }
        finally
        {
            Task.WaitAny([hash], CancellationToken.None);
        }

        spine.Hash = hash.GetAwaiter().GetResult();
        return spine;
    }

    private static void Name(DuckDbConnection connection, IEnumerable<string> names) =>
        connection.Execute($"CREATE VIEW {Named} AS SELECT {string.Join(", ", NamesBack(names))} FROM {Rows}");

    private static IEnumerable<string> NamesBack(IEnumerable<string> names) => names.Select((name, i) => $"{Numbered(i)} AS {Identifiers.Quote(name)}");

    private static string Numbered(int column) => $"column{column}";

    private void Read(DuckDbConnection connection, (string Name, ColumnType Type)[] wanted, CancellationToken cancellationToken)
    {
        var selected = wanted.Select(w => $"CAST({Identifiers.Quote(w.Name)} AS {SqlTypes.NameOf(w.Type)})");
        using var result = connection.Query($"SELECT {string.Join(", ", selected)} FROM {Named}", cancellationToken);
        var offset = 0;
        for (var chunk = result.Read(cancellationToken); chunk is not null; chunk = result.Read(cancellationToken))
        {
            foreach (var entities in _entities)
            {
                entities.Read(chunk, offset);
            }

            ReadTimes(chunk[_keys.Columns.Count], offset);
            for (var i = _keys.Columns.Count + 1; i < wanted.Length; i++)
            {
                var vector = chunk[i];
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

            offset += chunk.RowCount;
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

    /// <summary>A text key that looks like a number must not become one: 007 is not 7.</summary>
    private static string Texts(DuckDbConnection connection, JoinKeys keys, string file)
    {
        using var header = connection.Query($"SELECT * FROM read_csv({file}) LIMIT 0");
        string[] texts =
        [
            .. header.Columns
                .Where(c => keys.Columns.Any(k => k.Type == ColumnType.String && string.Equals(k.Name, c.Name, StringComparison.OrdinalIgnoreCase)))
                .Select(c => $"{Identifiers.Literal(c.Name)}: 'VARCHAR'"),
        ];
        return texts.Length == 0 ? string.Empty : $", types = {{{string.Join(", ", texts)}}}";
    }

    private static void Require(IReadOnlyList<DuckDbColumn> columns, string name)
    {
        if (!columns.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidInputException($"The spine has no column {name}; it has {string.Join(", ", columns.Select(c => c.Name))}.");
        }
    }
}
