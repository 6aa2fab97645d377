using System.Security.Cryptography;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>
/// The spine as a table of the engine, row order kept: all its columns stay there and reach the training set untouched; only key, time
/// and request columns are read from it.
/// </summary>
internal sealed class SpineTable
{
    /// <summary>The name of the time column.</summary>
    public const string TimeColumn = "event_timestamp";

    /// <summary>The name of the label column that spines of the repository make.</summary>
    public const string LabelColumn = "label";

    private const string Table = "spine";

    private SpineTable(Column keys, long[] times, IReadOnlyDictionary<string, Column> request, string hash) =>
        (Keys, Times, Request, Hash) = (keys, times, request, hash);

    /// <summary>The key of each row.</summary>
    public Column Keys { get; }

    /// <summary>The time of each row, microseconds.</summary>
    public long[] Times { get; }

    /// <summary>The request columns by name.</summary>
    public IReadOnlyDictionary<string, Column> Request { get; }

    /// <summary>SHA-256 over names, types and values of all columns, in row order.</summary>
    public string Hash { get; }

    /// <summary>Creates the empty table and an appender for it.</summary>
    public static DuckDbAppender Create(DuckDbConnection connection, Entity entity, IEnumerable<(string Name, ColumnType Type)> columns)
    {
        var list = new[] { (entity.JoinKey, entity.KeyType), (TimeColumn, ColumnType.Timestamp) }.Concat(columns);
        connection.Execute($"CREATE TABLE {Table} ({string.Join(", ", list.Select(c => $"{Identifiers.Quote(c.Item1)} {SqlTypes.NameOf(c.Item2)}"))})");
        return connection.Append(Table);
    }

    /// <summary>Takes the spine from a Parquet or CSV file that has the join key and <c>event_timestamp</c>.</summary>
    /// <exception cref="InvalidInputException">A column is missing or of another type.</exception>
    public static void Import(DuckDbConnection connection, Entity entity, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new NotFoundException($"The spine {path} does not exist; give a Parquet or CSV file with the join key and {TimeColumn}.");
        }

        try
        {
            var file = Identifiers.Literal(Path.GetFullPath(path));
            var from = path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? $"read_parquet({file})" : $"read_csv({file}{Texts(connection, entity, file)})";
            connection.Execute($"CREATE VIEW {Table} AS SELECT * FROM {from}", cancellationToken);
        }
        catch (DuckDbException failed)
        {
            throw EngineErrors.OfSpine(path, failed);
        }
    }

    /// <summary>Reads what the join needs and hashes all of it.</summary>
    public static SpineTable Load(DuckDbConnection connection, Entity entity, IReadOnlyList<Catalog.RequestColumn> request, CancellationToken cancellationToken)
    {
        using var described = connection.Query($"SELECT * FROM {Table} LIMIT 0", cancellationToken);
        var columns = described.Columns;
        Require(columns, entity.JoinKey);
        Require(columns, TimeColumn);
        var count = checked((int)connection.QueryScalar<long>($"SELECT count(*) FROM {Table}", cancellationToken));
        var wanted = new List<(string Name, ColumnType Type)> { (entity.JoinKey, entity.KeyType), (TimeColumn, ColumnType.Timestamp) };
        foreach (var column in request)
        {
            Require(columns, column.Name);
            wanted.Add((column.Name, column.Type));
        }

        var read = Read(connection, wanted, count, cancellationToken);
        var times = Array.ConvertAll(((Column<DateTime>)read[1]).Values, t => Instant.From(t).Microseconds);
        var missing = Array.IndexOf(read[1].Nulls, true);
        if (missing >= 0)
        {
            throw new InvalidInputException($"Row {missing + 1} of the spine has no {TimeColumn}; every row needs a time.");
        }

        var byName = request.Select((r, i) => (r.Name, Column: read[i + 2])).ToDictionary(p => p.Name, p => p.Column, StringComparer.Ordinal);
        return new SpineTable(read[0], times, byName, HashOf(connection, columns, cancellationToken));
    }

    /// <summary>A text key that looks like a number must not become one: 007 is not 7.</summary>
    private static string Texts(DuckDbConnection connection, Entity entity, string file)
    {
        using var header = connection.Query($"SELECT * FROM read_csv({file}) LIMIT 0");
        var key = header.Columns.FirstOrDefault(c => string.Equals(c.Name, entity.JoinKey, StringComparison.OrdinalIgnoreCase));
        return key is null || entity.KeyType != ColumnType.String ? string.Empty : $", types = {{{Identifiers.Literal(key.Name)}: 'VARCHAR'}}";
    }

    private static Column[] Read(DuckDbConnection connection, List<(string Name, ColumnType Type)> wanted, int count, CancellationToken cancellationToken)
    {
        var columns = wanted.Select(w => Column.Create(w.Type, count)).ToArray();
        var select = string.Join(", ", wanted.Select(w => $"CAST({Identifiers.Quote(w.Name)} AS {SqlTypes.NameOf(w.Type)})"));
        try
        {
            using var result = connection.Query($"SELECT {select} FROM {Table}", cancellationToken);
            var offset = 0;
            for (var chunk = result.Read(cancellationToken); chunk is not null; chunk = result.Read(cancellationToken))
            {
                for (var i = 0; i < columns.Length; i++)
                {
                    for (var row = 0; row < chunk.RowCount; row++)
                    {
                        columns[i].Set(offset + row, SqlTypes.Value(chunk[i], row, wanted[i].Type));
                    }
                }

                offset += chunk.RowCount;
            }
        }
        catch (DuckDbException failed)
        {
            throw new InvalidInputException($"The spine cannot be read: {failed.Message.Split('\n')[0]}. Its columns must be {string.Join(", ", wanted.Select(w => $"{w.Name} {w.Type.Name()}"))}.", failed);
        }

        return columns;
    }

    private static string HashOf(DuckDbConnection connection, IReadOnlyList<DuckDbColumn> columns, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', columns.Select(c => $"{c.Name} {c.Type}"))));
        using var result = connection.Query($"SELECT {string.Join(", ", columns.Select(ColumnHash.Select))} FROM {Table}", cancellationToken);
        var hashes = columns.Select(_ => new ColumnHash()).ToArray();
        for (var chunk = result.Read(cancellationToken); chunk is not null; chunk = result.Read(cancellationToken))
        {
            for (var i = 0; i < hashes.Length; i++)
            {
                hashes[i].Append(chunk[i]);
            }
        }

        foreach (var column in hashes)
        {
            column.Finish(hash);
            column.Dispose();
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Require(IReadOnlyList<DuckDbColumn> columns, string name)
    {
        if (!columns.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidInputException($"The spine has no column {name}; it has {string.Join(", ", columns.Select(c => c.Name))}.");
        }
    }
}
