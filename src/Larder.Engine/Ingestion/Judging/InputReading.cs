using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline;

namespace Larder.Ingestion;

/// <summary>Reads files, judges their rows and hands these on; keeps what the report says of all of them.</summary>
/// <param name="source">The source.</param>
/// <param name="suite">The judge.</param>
/// <param name="judged">Takes the rows.</param>
/// <param name="firstSequence">The sequence of the first accepted row.</param>
/// <param name="progress">Told about rows read.</param>
internal sealed class InputReading(SourceDefinition source, SuiteRun suite, JudgedRows judged, long firstSequence, IProgress<StepProgress>? progress)
{
    private readonly int[] _which = new int[EventReader.Capacity];

    /// <summary>The earliest event time accepted, microseconds.</summary>
    public long First { get; private set; } = long.MaxValue;

    /// <summary>The latest event time accepted, microseconds.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>Rows before the source's start.</summary>
    public long TooEarly { get; private set; }

    /// <summary>The greatest watermark; null where the source has none.</summary>
    public long? Watermark { get; private set; }

    /// <summary>Reads a file to its end, or until it is known that its rows do not count.</summary>
    /// <exception cref="Errors.LarderException">A row cannot be read, or a rule threw.</exception>
    public void Read(Workspace workspace, DuckDbConnection connection, InputFile file, CancellationToken cancellationToken)
    {
        using var rows = RawRows.Open(connection, source, file, judged.Query(workspace, connection, file, cancellationToken), cancellationToken);
        var (name, from) = (Path.GetFileName(file.Name), source.From?.Microseconds ?? long.MinValue);
        void Quarantine(int row, IReadOnlyList<int> broken) =>
            judged.Quarantine(rows, row, suite.NameOf(broken[0]), string.Join(", ", broken.Select(suite.NameOf)), name);
        while (file.Check?.HasFailed != true && rows.Read())
        {
            var sequence = firstSequence + suite.RowsRead - suite.RowsQuarantined;
            Watermark = Later(Watermark, rows.Watermark());
            var count = rows.Since(from, _which);
            TooEarly += rows.Batch.Count - count;
            var accepted = _which.AsSpan(0, suite.Judge(rows, _which, count, Quarantine));
            (First, Last) = rows.Widen(accepted, First, Last);
            judged.Accept(rows, accepted, sequence);
            progress?.Report(new StepProgress($"reading {name}", suite.RowsRead, null));
        }
    }

    private static long? Later(long? left, long? right) => left > right ? left : right ?? left;
}
