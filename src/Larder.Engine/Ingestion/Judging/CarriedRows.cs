using System.Runtime.CompilerServices;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>
/// Judged rows that stay in their file:
/// 1. of each row that passed it is kept that it did, and of each day where its rows lie;
/// 2. rows that broke a rule are staged;
/// 3. the others are carried by the engine, which asks for the sequence of each by its number.
/// </summary>
internal sealed class CarriedRows : JudgedRows
{
    private const string Function = "larder_sequence";
    private const long Day = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    private readonly DuckDbConnection _connection;
    private readonly SourceDefinition _source;
    private readonly CarriedFile _file;
    private readonly long _firstSequence;
    private readonly StagingTables _staging;
    private readonly RankedRows _accepted = new();
    private readonly Dictionary<long, DayRows> _days = [];
    private DayRows _last = new(long.MaxValue);

    public CarriedRows(DuckDbDatabase engine, DuckDbConnection connection, SourceDefinition source, CarriedFile file, long firstSequence)
    {
        (_connection, _source, _file, _firstSequence) = (connection, source, file, firstSequence);
        _staging = new StagingTables(engine, source.Schema);
    }

    public override RowQuery Query(Workspace workspace, DuckDbConnection connection, InputFile file, CancellationToken cancellationToken) =>
        FileFormat.Of(_source).Query(connection, _source, file, () => workspace.TemporaryPath("lines"), cancellationToken) with { Wanted = _file.Wanted };

    [MethodImpl(HotLoop.AtOnce)]
    public override void Accept(RawRows raw, ReadOnlySpan<int> rows, long sequence)
    {
        foreach (var row in rows)
        {
            var (number, time) = (raw.RowsBefore + row, raw.EventTimes[row]);
            _accepted.Add(number);
            if (time < _last.Start || time - _last.Start >= Day)
            {
                _last = DayOf(time, number);
            }

            _last.Rows++;
            _last.Last = number;
            _last.IsKnownAtOnce &= time == raw.KnownAts[row];
        }
    }

    public override void Quarantine(RawRows raw, int row, string rule, string rules, string file)
    {
        raw.Complete(row);
        _staging.Quarantine(raw.Batch, row, raw.EventTimes[row], rule, rules, raw.RowsBefore + row + 1, file);
    }

    public override void Close(CancellationToken cancellationToken)
    {
        _accepted.Close();
        _connection.AddFunction(Function, [new DuckDbColumn("sequence", DuckDbType.Of(DuckDbTypeKind.BigInt))], Number);
        _staging.Close();
    }

    public override EventRows Accepted(CancellationToken cancellationToken) => new(
        condition => _file.Select(condition, Sequence),
        CarriedFile.Number,
        _file.Time,
        [.. _days.Values.OrderBy(d => d.Start).Select(d => d.ToSpan())])
    { Block = _file.RowsPerGroup(_connection, cancellationToken) };

    public override EventRows Quarantined(CancellationToken cancellationToken) => _staging.QuarantinedRows(EventFiles.QuarantineColumnsOf(_source), cancellationToken);

    public override void EnsureUnchanged() => _file.File.EnsureUnchanged();

    protected override void Dispose(bool disposing) => _staging.Dispose();

    private static string Sequence => $"{Function}({CarriedFile.Number}).sequence";

    /// <summary>The sequence of each accepted row, -1 for others.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private void Number(ReadOnlySpan<long> numbers, DuckDbFunctionRows rows)
    {
        var sequences = rows[0].Values<long>();
        for (var i = 0; i < numbers.Length; i++)
        {
            var rank = _accepted.RankOf(numbers[i]);
            sequences[i] = rank < 0 ? -1 : _firstSequence + rank;
        }
    }

    private DayRows DayOf(long time, long number)
    {
        var start = time - (((time % Day) + Day) % Day);
        if (!_days.TryGetValue(start, out var day))
        {
            _days.Add(start, day = new DayRows(start) { First = number });
        }

        return day;
    }

    private sealed class DayRows(long start)
    {
        public long Start { get; } = start;

        public long First { get; init; }

        public long Last { get; set; }

        public long Rows { get; set; }

        public bool IsKnownAtOnce { get; set; } = true;

        public DaySpan ToSpan() => new(DateOnly.FromDateTime(new Instant(Start).ToDateTime()), Rows, First, Last, IsKnownAtOnce);
    }
}
