using Larder.DuckDb;

namespace Larder.Offline.Delta;

/// <summary>Reads the transactions of a checkpoint, of which it may have as many as files.</summary>
internal sealed class TransactionRows(LogCommit commit, CheckpointTable table)
{
    private const string Txn = "txn";

    /// <summary>Adds them to the commit, in the order of the rows.</summary>
    public void Read(DuckDbConnection connection, CancellationToken ct) => table.Each(
        connection,
        Txn,
        "appId",
        $"{table.Text(Txn, "appId")}, {table.Number(Txn, "version")}, {table.Number(Txn, "lastUpdated")}, {table.Number(Txn, "committedIn")}, {table.Text(Txn, "userMetadata")}",
        Read,
        ct);

    private void Read(DuckDbChunk chunk, int before)
    {
        var ids = chunk[0];
        var versions = new NumberVector(chunk[1]);
        var updated = new NumberVector(chunk[2]);
        var committed = new NumberVector(chunk[3]);
        var texts = chunk[4];
        for (var row = 0; row < chunk.RowCount; row++)
        {
            var number = before + row + 1;
            commit.Transactions.Add(new(
                ids.GetString(row),
                versions[row] ?? throw table.Lacks(number, Txn, "version"),
                table.Time(updated[row], number, Txn, "lastUpdated"),
                committed[row],
                texts.IsValid(row) ? texts.GetString(row) : null));
        }
    }
}
