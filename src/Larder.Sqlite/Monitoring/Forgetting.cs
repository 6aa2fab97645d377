namespace Larder.Sqlite;

/// <summary>Empties a table so that its bytes are overwritten and, unless another process reads meanwhile, gone from the log beside the file. A file that is not there is not made.</summary>
internal static class Forgetting
{
    public static async Task RunAsync(SqliteDatabase database, Sql count, Sql delete, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => session[count].First(row => row.GetInt64(0)), cancellationToken).ConfigureAwait(false) == 0)
        {
            return;
        }

        await database.WriteAsync(session => OnlineWriter.Overwriting(session, () => Delete(session, delete)), cancellationToken).ConfigureAwait(false);
        await database.ScrubAsync(compacts: true, cancellationToken).ConfigureAwait(false);
    }

    private static bool Delete(Session session, Sql delete)
    {
        session[delete].Run();
        return true;
    }
}
