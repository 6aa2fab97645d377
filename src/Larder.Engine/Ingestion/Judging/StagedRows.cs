using Larder.DuckDb;
using Larder.Engine;
using Larder.Offline;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>Judged rows in tables in memory, whole and in the form in which they are stored.</summary>
internal sealed class StagedRows(DuckDbDatabase engine, SourceDefinition source) : JudgedRows
{
    private readonly StagingTables _tables = new(engine, source.Schema);

    public override RowQuery Query(Workspace workspace, DuckDbConnection connection, InputFile file, CancellationToken cancellationToken) =>
        FileFormat.Of(source).Query(connection, source, file, () => workspace.TemporaryPath("lines"), cancellationToken) with { Wanted = Wanted };

    public override void Accept(RawRows raw, ReadOnlySpan<int> rows, long sequence) => _tables.Accept(raw, rows, sequence);

    public override void Quarantine(RawRows raw, int row, string rule, string rules, string file)
    {
        raw.Complete(row);
        _tables.Quarantine(raw.Batch, row, raw.EventTimes[row], rule, rules, raw.RowsBefore + row + 1, file);
    }

    public override void Close(CancellationToken cancellationToken) => _tables.Close();

    public override EventRows Accepted(CancellationToken cancellationToken) => _tables.AcceptedRows(EventFiles.ColumnsOf(source), cancellationToken);

    public override EventRows Quarantined(CancellationToken cancellationToken) => _tables.QuarantinedRows(EventFiles.QuarantineColumnsOf(source), cancellationToken);

    /// <summary>Texts are copied as they were read, and looked at by rules only.</summary>
    private bool[] Wanted => [.. source.Schema.Columns.Select((c, i) => c.Type != ColumnType.String || source.Suite.IsAskedAbout(i))];

    protected override void Dispose(bool disposing) => _tables.Dispose();
}
