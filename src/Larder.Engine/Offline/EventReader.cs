using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Offline;

/// <summary>
/// Copies chunks of an offline table into an <see cref="EventBatch"/> and its rows' places in the total order. Columns the caller does
/// not need are not read. Text is interned per column, because entity keys and codes repeat.
/// </summary>
internal sealed class EventReader
{
    /// <summary>The names of the order columns in every offline table.</summary>
    public static readonly IReadOnlyList<string> OrderColumns = ["_event_time", "_known_at", "_sequence"];

    private readonly int[] _columns;
    private readonly TextCache?[] _caches;
    private readonly int? _rawColumn;
    private readonly OrderParts _order;
    private readonly string[] _orderColumns;
    private DuckDbChunk? _chunk;
    private int _rawAt;
    private long[]? _retractedAts;

    /// <param name="schema">The table's event type.</param>
    /// <param name="columns">The indexes of the columns to read.</param>
    /// <param name="rawColumn">A column to be left as the engine gives it, see <see cref="Raw"/>; null for none.</param>
    /// <param name="order">What of the rows' places in the total order is read.</param>
    public EventReader(EventSchema schema, IEnumerable<int> columns, int? rawColumn = null, OrderParts order = OrderParts.All)
    {
        _columns = [.. columns.Distinct().Order()];
        _caches = [.. _columns.Select(c => schema.Columns[c].Type == ColumnType.String ? new TextCache() : null)];
        _rawColumn = rawColumn;
        _order = order;
        _orderColumns = [.. OrderColumns.Where((_, i) => order.HasFlag((OrderParts)(1 << i)))];
        KnownAts = order.HasFlag(OrderParts.KnownAt) ? new long[Capacity] : EventTimes;
        Schema = schema;
        Batch = new EventBatch(schema, Capacity);
    }

    /// <summary>DuckDB's vector size.</summary>
    public const int Capacity = 2048;

    public EventSchema Schema { get; }

    /// <summary>The rows of the last chunk read; the same object every time.</summary>
    public EventBatch Batch { get; }

    /// <summary>Event times of the rows, microseconds.</summary>
    public long[] EventTimes { get; } = new long[Capacity];

    /// <summary>Known times of the rows, microseconds; the event times where they are not read.</summary>
    public long[] KnownAts { get; }

    /// <summary>Sequences of the rows; 0 where they are not read.</summary>
    public long[] Sequences { get; } = new long[Capacity];

    /// <summary>From when on the rows count no more, microseconds, <see cref="long.MaxValue"/> for never; null where the source's rows are not revised.</summary>
    public long[]? RetractedAts { get; private set; }

    /// <summary>The raw column of the last chunk, until the next one is loaded.</summary>
    public DuckDbVector Raw => _chunk![_rawAt];

    /// <summary>The select list this reader expects: order columns, the columns wanted, the raw column.</summary>
    public string SelectList => string.Join(", ", Selected.Select(Identifiers.Quote));

    private IEnumerable<string> Selected =>
    [
        .. _orderColumns,
        .. _columns.Select(c => Schema.Columns[c].Name),
        .. _rawColumn is { } raw ? [Schema.Columns[raw].Name] : Array.Empty<string>(),
    ];

    /// <summary>Takes over a chunk of a query with <see cref="SelectList"/>.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="isRevised">Whether one more column says from when on the rows count no more.</param>
    public void Load(DuckDbChunk chunk, bool isRevised)
    {
        (_chunk, _rawAt) = (chunk, chunk.ColumnCount - (isRevised ? 2 : 1));
        RetractedAts = isRevised ? LoadRetractions(chunk[chunk.ColumnCount - 1]) : null;
        Batch.Count = chunk.RowCount;
        var column = 0;
        Load(OrderParts.EventTime, EventTimes);
        Load(OrderParts.KnownAt, KnownAts);
        Load(OrderParts.Sequence, Sequences);
        void Load(OrderParts part, long[] target)
        {
            if (_order.HasFlag(part))
            {
                chunk[column++].Values<long>().CopyTo(target);
            }
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            LoadColumn(chunk[column + i], Batch.Columns[_columns[i]], _caches[i]);
        }
    }

    /// <summary>The place of a row in the total order; for a reader of all its parts.</summary>
    public EventOrder Order(int row) => new(new Instant(EventTimes[row]), new Instant(KnownAts[row]), Sequences[row]);

    private static void LoadColumn(DuckDbVector vector, Column column, TextCache? cache)
    {
        var count = vector.RowCount;
        var nulls = column.Nulls;
        if (vector.HasNulls)
        {
            for (var row = 0; row < count; row++)
            {
                nulls[row] = !vector.IsValid(row);
            }
        }
        else
        {
            Array.Clear(nulls, 0, count);
        }

        switch (column)
        {
            case Column<long> c: vector.Values<long>().CopyTo(c.Values); break;
            case Column<int> c: vector.Values<int>().CopyTo(c.Values); break;
            case Column<double> c: vector.Values<double>().CopyTo(c.Values); break;
            case Column<float> c: vector.Values<float>().CopyTo(c.Values); break;
            case Column<bool> c: LoadBooleans(vector.Values<byte>(), c.Values); break;
            case Column<DateTime> c: LoadTimes(vector.Values<long>(), nulls, c.Values); break;
            case Column<string> c:
                for (var row = 0; row < count; row++)
                {
                    c.Values[row] = nulls[row] ? null! : cache!.Get(vector.Bytes(row));
                }

                break;
            default:
                for (var row = 0; row < count; row++)
                {
                    column.Set(row, SqlTypes.Value(vector, row, column.Type));
                }

                break;
        }
    }

    private long[] LoadRetractions(DuckDbVector vector)
    {
        _retractedAts ??= new long[Capacity];
        vector.Values<long>().CopyTo(_retractedAts);
        for (var row = 0; vector.HasNulls && row < vector.RowCount; row++)
        {
            if (!vector.IsValid(row))
            {
                _retractedAts[row] = long.MaxValue;
            }
        }

        return _retractedAts;
    }

    private static void LoadBooleans(ReadOnlySpan<byte> values, bool[] target)
    {
        for (var row = 0; row < values.Length; row++)
        {
            target[row] = values[row] != 0;
        }
    }

    private static void LoadTimes(ReadOnlySpan<long> values, bool[] nulls, DateTime[] target)
    {
        for (var row = 0; row < values.Length; row++)
        {
            target[row] = nulls[row] ? default : new Instant(values[row]).ToDateTime();
        }
    }
}

/// <summary>Columns that make the total order.</summary>
[Flags]
internal enum OrderParts
{
    /// <summary>Nothing of it.</summary>
    None = 0,

    /// <summary>Event times.</summary>
    EventTime = 1,

    /// <summary>Known times.</summary>
    KnownAt = 2,

    /// <summary>Sequences.</summary>
    Sequence = 4,

    /// <summary>All of it.</summary>
    All = EventTime | KnownAt | Sequence,
}
