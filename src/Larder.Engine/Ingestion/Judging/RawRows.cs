using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.PointInTime;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>
/// Reads the raw rows of one file chunk by chunk into an <see cref="EventBatch"/>, with each row's event and known time. A value that
/// cannot be read stops the run with file, row and column; nothing is skipped silently.
/// </summary>
internal sealed class RawRows : IDisposable
{
    private readonly SourceDefinition _source;
    private readonly InputFile _file;
    private readonly ReadAhead _chunks;
    private readonly CancellationToken _cancellationToken;
    private readonly RowQuery _query;
    private readonly LocalClock _clock;
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private readonly Dictionary<int, bool[]> _malformed;
    private readonly RowCodec[] _codecs;
    private byte[] _row = new byte[256];
    private DuckDbChunk? _chunk;

    private RawRows(SourceDefinition source, InputFile file, DuckDbResult result, RowQuery query, CancellationToken cancellationToken)
    {
        _source = source;
        _file = file;
        _chunks = new ReadAhead(result, cancellationToken);
        _cancellationToken = cancellationToken;
        _query = query;
        _clock = new LocalClock(source.TimeZone, source.LocalTimes);
        Batch = new EventBatch(source.Schema, 2048);
        Composites = [.. source.Schema.Columns.Index().Where(c => c.Item.Type.IsComposite()).Select(c => c.Index)];
        _malformed = Composites.ToDictionary(c => c, _ => new bool[2048]);
        _codecs = [.. source.Schema.Columns.Select(c => new RowCodec([c.Type]))];
    }

    /// <summary>The columns of lists and maps, by index.</summary>
    public IReadOnlyList<int> Composites { get; }

    /// <summary>The rows of the last chunk.</summary>
    public EventBatch Batch { get; }

    /// <summary>Event times, microseconds.</summary>
    public long[] EventTimes { get; } = new long[2048];

    /// <summary>Known times, microseconds.</summary>
    public long[] KnownAts { get; } = new long[2048];

    /// <summary>Identity of each row's content, where the suite rejects duplicates.</summary>
    public UInt128[] Digests { get; } = new UInt128[2048];

    /// <summary>Rows read before the last chunk.</summary>
    public long RowsBefore { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="source">The source.</param>
    /// <param name="file">The file, as messages name it.</param>
    /// <param name="query">The query for its rows.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static RawRows Open(DuckDbConnection connection, SourceDefinition source, InputFile file, RowQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return new RawRows(source, file, connection.Query(query.Sql, cancellationToken), query, cancellationToken);
        }
        catch (DuckDbException failed)
        {
            throw FileFormat.Of(source).Unreadable(file, failed, cancellationToken);
        }
    }

    /// <summary>Whether a row's list or map holds a null or a key twice, which Larder's never do; its value is null then.</summary>
    public bool IsMalformed(int column, int row) => _malformed.Count > 0 && _malformed.TryGetValue(column, out var malformed) && malformed[row];

    /// <summary>Reads the values of a row that are not read of every row.</summary>
    public void Complete(int row)
    {
        for (var i = 0; i < Batch.Columns.Count; i++)
        {
            if (!IsWanted(i))
            {
                Load(_chunk![i], i, row);
            }
        }
    }

    /// <summary>Reads the next chunk; false at the end.</summary>
    public bool Read()
    {
        RowsBefore += Batch.Count;
        DuckDbChunk? chunk;
        try
        {
            chunk = _chunks.Read();
        }
        catch (DuckDbException failed)
        {
            throw FileFormat.Of(_source).Unreadable(_file, failed, _cancellationToken);
        }

        Batch.Count = chunk?.RowCount ?? 0;
        if (chunk is null)
        {
            return false;
        }

        _chunk = chunk;
        for (var i = 0; i < Batch.Columns.Count; i++)
        {
            if (IsWanted(i))
            {
                Load(chunk[i], i);
            }
            else
            {
                PlainVectors.LoadNulls(chunk[i], Batch.Columns[i].Nulls);
            }
        }

        SetTimes();
        if (_source.Suite.RejectsDuplicates)
        {
            SetDigests(chunk);
        }

        return true;
    }

    /// <summary>The greatest value of the column that grows; null where the source has none.</summary>
    /// <exception cref="InvalidInputException">A row has none.</exception>
    public long? Watermark()
    {
        long? greatest = null;
        for (var row = 0; _source.Watermark is { } column && row < Batch.Count; row++)
        {
            var value = Batch.Columns[column].Nulls[row]
                ? throw Unreadable(column, row, string.Empty, "a watermark cannot be missing")
                : Batch.Columns[column].Value(row).Bits;
            greatest = Math.Max(greatest ?? long.MinValue, value);
        }

        return greatest;
    }

    /// <summary>Finds the rows whose event time is not before a start.</summary>
    /// <param name="start">The start, microseconds.</param>
    /// <param name="rows">Receives them.</param>
    /// <returns>How many there are.</returns>
    [MethodImpl(HotLoop.AtOnce)]
    public int Since(long start, int[] rows)
    {
        var count = 0;
        for (var row = 0; row < Batch.Count; row++)
        {
            if (EventTimes[row] >= start)
            {
                rows[count++] = row;
            }
        }

        return count;
    }

    /// <summary>Widens a range of event times so that it holds those of some rows.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public (long First, long Last) Widen(ReadOnlySpan<int> rows, long first, long last)
    {
        foreach (var row in rows)
        {
            (first, last) = (Math.Min(first, EventTimes[row]), Math.Max(last, EventTimes[row]));
        }

        return (first, last);
    }

    public void Dispose() => _chunks.Dispose();

    /// <summary>Copies texts of a column as they were read.</summary>
    /// <param name="column">A column of texts.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="first">The first row to write.</param>
    /// <param name="rows">The rows.</param>
    public void CopyTexts(int column, DuckDbWriteVector target, int first, ReadOnlySpan<int> rows) => target.CopyTexts(first, _chunk![column], rows);

    private bool IsWanted(int column) => _query.Wanted?[column] ?? true;

    private void Load(DuckDbVector vector, int index)
    {
        var column = Batch.Columns[index];
        var areUtc = _query.IsUtc[index] || _source.TimeZone is null;
        if (_query.IsText ? TextVectors.TryLoad(vector, column, areUtc) : (areUtc || column is not Column<DateTime>) && PlainVectors.TryLoad(vector, column))
        {
            return;
        }

        for (var row = 0; row < vector.RowCount; row++)
        {
            Load(vector, index, row);
        }
    }

    private void Load(DuckDbVector vector, int index, int row)
    {
        var column = Batch.Columns[index];
        column.Nulls[row] = !vector.IsValid(row);
        if (column.Nulls[row])
        {
            column.Set(row, FeatureValue.Null);
            if (_malformed.TryGetValue(index, out var malformed))
            {
                malformed[row] = false;
            }
        }
        else if (column is Column<DateTime> times)
        {
            times.Values[row] = Time(vector, index, row);
        }
        else if (_query.IsText && column.Type.IsComposite())
        {
            if (!JsonText.TryRead(vector.Bytes(row), column.Type, out var value, out _malformed[index][row]))
            {
                throw Unreadable(index, row, vector.GetString(row), $"expected {JsonText.Expected(column.Type)}");
            }

            column.Set(row, value);
            OneForm.Bring(column, row);
        }
        else if (_query.IsText)
        {
            if (!TextParser.TrySet(column, row, vector.Bytes(row)))
            {
                throw Unreadable(index, row, vector.GetString(row), $"expected {TextParser.Expected(column.Type)}");
            }
        }
        else if (column.Type.IsComposite())
        {
            _malformed[index][row] = !CompositeVectors.TryRead(vector, row, column.Type, out var value);
            column.Set(row, value);
            OneForm.Bring(column, row);
        }
        else
        {
            column.Set(row, SqlTypes.Value(vector, row, column.Type));
            OneForm.Bring(column, row);
        }
    }

    private DateTime Time(DuckDbVector vector, int index, int row)
    {
        var isLocal = !_query.IsUtc[index];
        DateTime written;
        if (!_query.IsText)
        {
            written = vector.GetTimestamp(row);
        }
        else if (!TextParser.TryTime(vector.Bytes(row), out written, out isLocal))
        {
            throw Unreadable(index, row, vector.GetString(row), $"expected {TextParser.Expected(ColumnType.Timestamp)}");
        }

        if (!isLocal)
        {
            return Instant.From(written).ToDateTime();
        }

        return _clock.TryToInstant(written, out var instant, out var problem)
            ? instant.ToDateTime()
            : throw new InvalidInputException(
                $"{At(index, row)}: the local time {written.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)} {problem}. "
                + "Nothing was stored; tell WithTimeZone what to do with such times (LocalTimePolicy.Earlier or Later), or correct the file, and ingest again.");
    }

    [MethodImpl(HotLoop.AtOnce)]
    private void SetTimes()
    {
        var events = (Column<DateTime>)Batch.Columns[_source.EventTime];
        var known = _source.KnownAt is { } index ? (Column<DateTime>)Batch.Columns[index] : null;
        var delay = _source.Delay.Ticks / TimeSpan.TicksPerMicrosecond;
        for (var row = 0; row < Batch.Count; row++)
        {
            if (events.Nulls[row])
            {
                throw Unreadable(_source.EventTime, row, string.Empty, "an event time cannot be missing");
            }

            EventTimes[row] = Instant.From(events.Values[row]).Microseconds;
            if (known is { } column && column.Nulls[row])
            {
                throw Unreadable(_source.KnownAt!.Value, row, string.Empty, "a known-at time cannot be missing");
            }

            KnownAts[row] = known is null ? EventTimes[row] + delay : Instant.From(known.Values[row]).Microseconds;
        }
    }

    /// <summary>128 bits of the row's values as they were read, each with its length, so that no two different rows look alike.</summary>
    private void SetDigests(DuckDbChunk chunk)
    {
        for (var row = 0; row < Batch.Count; row++)
        {
            var length = 0;
            for (var i = 0; i < Batch.Columns.Count; i++)
            {
                length = Append(chunk[i], row, i, length);
            }

            SHA256.HashData(_row.AsSpan(0, length), _digest);
            Digests[row] = BinaryPrimitives.ReadUInt128LittleEndian(_digest);
        }
    }

    private int Append(DuckDbVector vector, int row, int column, int length)
    {
        Span<byte> number = stackalloc byte[8];
        ReadOnlySpan<byte> bytes = number;
        if (!vector.IsValid(row))
        {
            bytes = default;
        }
        else if (Batch.Columns[column] is Column<string>)
        {
            bytes = vector.Bytes(row);
        }
        else if (Batch.Columns[column].Type.IsComposite())
        {
            bytes = _codecs[column].Encode([Batch.Columns[column].Value(row)]);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, Batch.Columns[column].Value(row).Bits);
        }

        if (_row.Length < length + 5 + bytes.Length)
        {
            Array.Resize(ref _row, Math.Max(_row.Length * 2, length + 5 + bytes.Length));
        }

        _row[length] = vector.IsValid(row) ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(_row.AsSpan(length + 1), bytes.Length);
        bytes.CopyTo(_row.AsSpan(length + 5));
        return length + 5 + bytes.Length;
    }

    private string At(int column, int row) => $"{_file.Name}, row {RowsBefore + row + 1}, column {_source.Schema.Columns[column].SourceName}";

    private InvalidInputException Unreadable(int column, int row, string text, string why) =>
        new($"{At(column, row)}: '{text}' cannot be read, {why}. Nothing was stored; correct {_file.Correctable} and ingest again.");
}
