using Larder.Alerts;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Alerts and the outbox of notices in SQLite.</summary>
public sealed class SqliteAlertStore : IAlertStore
{
    private const string NoticeColumns = "json, state, attempts, due_at, error";

    private static readonly Sql SelectOutbox = new($"SELECT {NoticeColumns} FROM alert_notice WHERE state <> 2 ORDER BY id");
    private static readonly Sql SelectNotices = new($"SELECT {NoticeColumns} FROM alert_notice ORDER BY id DESC LIMIT ?1");
    private static readonly Sql SelectChanges = new("SELECT json FROM alert_change ORDER BY id DESC LIMIT ?1");

    private static readonly Sql SelectNext = new(
        """
        SELECT id, json, attempts FROM alert_notice AS n
        WHERE state = 1 AND channel = ?1 AND due_at <= ?2 AND leased_until <= ?2
            AND NOT EXISTS (SELECT 1 FROM alert_notice AS older WHERE older.state = 1 AND older.channel = n.channel AND older.thread = n.thread AND older.id < n.id)
        ORDER BY id LIMIT 1
        """);

    private static readonly Sql Lease = new("UPDATE alert_notice SET attempts = attempts + 1, leased_until = ?2 WHERE id = ?1");
    private static readonly Sql Sent = new("UPDATE alert_notice SET state = 2, due_at = ?2, error = NULL WHERE notice_key = ?1");

    private static readonly Sql Failed = new(
        "UPDATE alert_notice SET state = ?3, due_at = ?4, leased_until = ?5, error = ?6 WHERE notice_key = ?1 AND attempts = ?2 AND state = 1");

    private readonly SqliteDatabase _database;

    internal SqliteAlertStore(SqliteDatabase database) => _database = database;

    /// <inheritdoc/>
    public Task<AlertChanges> ChangeAsync(Instant now, Func<AlertBook, AlertChanges> decide, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return _database.WriteAsync(session => AlertWriter.Write(session, decide(AlertReader.Book(session, now)), now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AlertOverview> ReadAsync(Instant now, CancellationToken cancellationToken = default) =>
        _database.ReadAsync(session => new AlertOverview(AlertReader.Book(session, now), session[SelectOutbox].All(Map)), cancellationToken);

    /// <inheritdoc/>
    public Task<AlertHistory> HistoryAsync(int most, CancellationToken cancellationToken = default) => _database.ReadAsync(
        session => new AlertHistory(
            session[SelectChanges].Bind(1, most).All(row => NoticeJson.ReadAlert(row.GetText(0))),
            session[SelectNotices].Bind(1, most).All(Map)),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<NoticeClaim?> ClaimAsync(string channel, Instant now, Instant until, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);

        // Most passes find nothing, and then no writer is disturbed.
        return await _database.ReadAsync(session => Next(session, channel, now), cancellationToken).ConfigureAwait(false) is null
            ? null
            : await _database.WriteAsync(session => Claim(session, channel, now, until), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task SettleAsync(NoticeOutcome outcome, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return _database.WriteAsync(session => Settle(session, outcome), cancellationToken);
    }

    private static (long Id, NoticeClaim Claim)? Next(Session session, string channel, Instant now) => session[SelectNext].Bind(1, channel).Bind(2, now.Microseconds)
        .First<(long, NoticeClaim)?>(row => (row.GetInt64(0), new NoticeClaim(NoticeJson.ReadNotice(row.GetText(1)), row.GetInt32(2) + 1)));

    private static NoticeClaim? Claim(Session session, string channel, Instant now, Instant until)
    {
        if (Next(session, channel, now) is not { } next)
        {
            return null;
        }

        session[Lease].Bind(1, next.Id).Bind(2, until.Microseconds).Run();
        return next.Claim;
    }

    private static bool Settle(Session session, NoticeOutcome outcome)
    {
        if (outcome.State == NoticeState.Sent)
        {
            session[Sent].Bind(1, outcome.Key).Bind(2, outcome.At.Microseconds).Run();
            return true;
        }

        var failed = session[Failed].Bind(1, outcome.Key).Bind(2, outcome.Attempt).Bind(3, (long)outcome.State)
            .Bind(4, (outcome.RetryAt ?? outcome.At).Microseconds).Bind(5, outcome.At.Microseconds);
        (outcome.Error is { } error ? failed.Bind(6, error) : failed.BindNull(6)).Run();
        return true;
    }

    private static StoredNotice Map(Statement row) => new(
        NoticeJson.ReadNotice(row.GetText(0)), (NoticeState)row.GetInt32(1), row.GetInt32(2), new Instant(row.GetInt64(3)), row.IsNull(4) ? null : row.GetText(4));
}
