using System.Buffers.Binary;
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
    private readonly string _path;
    private readonly DuckDbResult _result;
    private readonly bool _isText;
    private readonly bool[] _isUtc;
    private readonly LocalClock _clock;
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private readonly Dictionary<int, bool[]> _malformed;
    private readonly RowCodec[] _codecs;
    private byte[] _row = new byte[256];

    private RawRows(SourceDefinition source, string path, DuckDbResult result, bool isText, bool[] isUtc)
    {
        _source = source;
        _path = path;
        _result = result;
        _isText = isText;
        _isUtc = isUtc;
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

    /// <summary>Opens a file whose columns have been matched.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="source">The source.</param>
    /// <param name="path">The file, as messages name it.</param>
    /// <param name="readable">The file that is read: the same, or a copy that the engine can read.</param>
    /// <param name="header">The file's columns.</param>
    /// <param name="match">For each column of the event type its place in the header.</param>
    /// <param name="isUtc">For each column of the event type whether the file says that its times are instants, so that no zone applies.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public static RawRows Open(DuckDbConnection connection, SourceDefinition source, string path, string readable, IReadOnlyList<string> header, int[] match, bool[] isUtc, CancellationToken cancellationToken)
    {
        var select = string.Join(", ", source.Schema.Columns.Select((c, i) =>
        {
            var column = Identifiers.Quote(source.Format == SourceFormat.Csv ? $"c{match[i]}" : header[match[i]]);
            return source.Format == SourceFormat.Csv ? column : $"CAST({column} AS {SqlTypes.NameOf(c.Type)})";
        }));
        var columns = string.Join(", ", header.Select((_, i) => $"'c{i}': 'VARCHAR'"));
        var from = source.Format == SourceFormat.Csv
            ? $"read_csv({Identifiers.Literal(readable)}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}})"
            : $"read_parquet({Identifiers.Literal(readable)})";
        try
        {
            return new RawRows(source, path, connection.Query($"SELECT {select} FROM {from}", cancellationToken), source.Format == SourceFormat.Csv, isUtc);
        }
        catch (DuckDbException failed)
        {
            throw Unreadable(path, source.Format == SourceFormat.Csv, failed, cancellationToken);
        }
    }

    /// <summary>Whether a row's list or map holds a null or a key twice, which Larder's never do; its value is null then.</summary>
    public bool IsMalformed(int column, int row) => _malformed.TryGetValue(column, out var malformed) && malformed[row];

    /// <summary>Reads the next chunk; false at the end.</summary>
    public bool Read(CancellationToken cancellationToken)
    {
        RowsBefore += Batch.Count;
        DuckDbChunk? chunk;
        try
        {
            chunk = _result.Read(cancellationToken);
        }
        catch (DuckDbException failed)
        {
            throw Unreadable(_path, _isText, failed, cancellationToken);
        }

        Batch.Count = chunk?.RowCount ?? 0;
        if (chunk is null)
        {
            return false;
        }

        for (var i = 0; i < Batch.Columns.Count; i++)
        {
            Load(chunk[i], i);
        }

        SetTimes();
        if (_source.Suite.RejectsDuplicates)
        {
            SetDigests(chunk);
        }

        return true;
    }

    public void Dispose() => _result.Dispose();

    /// <summary>An open quote swallows what follows, so that the engine complains of other lines; it is named instead.</summary>
    private static LarderException Unreadable(string path, bool isText, DuckDbException failed, CancellationToken cancellationToken) =>
        isText && failed.Kind is not DuckDbErrorKind.Interrupt && OpenQuote.LineOf(path, cancellationToken) is { } line
            ? new InvalidInputException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}, line {line}: a quote opens in this line that is not closed at the end of its field. Nothing was stored; close it, or double it where it is text, and ingest again."),
                failed)
            : EngineErrors.OfInput(path, failed);

    private void Load(DuckDbVector vector, int index)
    {
        var column = Batch.Columns[index];
        if (!_isText && PlainVectors.TryLoad(vector, column))
        {
            return;
        }

        for (var row = 0; row < vector.RowCount; row++)
        {
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
            else if (_isText)
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
    }

    private DateTime Time(DuckDbVector vector, int index, int row)
    {
        var isLocal = !_isUtc[index];
        DateTime written;
        if (!_isText)
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

    private string At(int column, int row) => $"{_path}, row {RowsBefore + row + 1}, column {_source.Schema.Columns[column].SourceName}";

    private InvalidInputException Unreadable(int column, int row, string text, string why) =>
        new($"{At(column, row)}: '{text}' cannot be read, {why}. Nothing was stored; correct the file and ingest again.");
}
