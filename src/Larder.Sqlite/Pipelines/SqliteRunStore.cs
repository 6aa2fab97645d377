using Larder.Pipelines.Runs;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Open runs in SQLite, for their owners.</summary>
public sealed class SqliteRunStore : IRunStore
{
    private static readonly Sql InsertRun = new($"INSERT OR IGNORE INTO run ({RunRows.Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
    private static readonly Sql Changed = new("SELECT changes()");
    private static readonly Sql Open = new("INSERT INTO open_run (run_id, owner, fence, lease_until) VALUES (?1, ?2, 0, ?3)");
    private static readonly Sql SelectFree = new(
        $"SELECT {RunRows.Columns}, fence FROM open_run JOIN run USING (run_id) WHERE ((owner IS NULL OR lease_until <= ?1 OR lease_until > ?5) AND pipeline IN (SELECT value FROM json_each(?2))) OR (owner = ?4 AND fence = 0) ORDER BY priority DESC, created_at, run_id LIMIT ?3");
    private static readonly Sql Take = new("UPDATE open_run SET owner = ?2, fence = ?3, lease_until = ?4 WHERE run_id = ?1");
    private static readonly Sql SelectFence = new("SELECT fence FROM open_run WHERE run_id = ?1");
    private static readonly Sql CountEvents = new("SELECT coalesce(max(number) + 1, 0) FROM run_event WHERE run_id = ?1");
    private static readonly Sql SelectEventFence = new("SELECT fence FROM run_event WHERE run_id = ?1 AND number = ?2");
    private static readonly Sql InsertEvent = new("INSERT INTO run_event (run_id, number, fence, json) VALUES (?1, ?2, ?3, ?4)");
    private static readonly Sql InsertResult = new("INSERT OR IGNORE INTO run_result (digest, bytes) VALUES (?1, ?2)");
    private static readonly Sql InsertRows = new("INSERT OR REPLACE INTO task_rows SELECT pipeline, ?2, interval_start, interval_end, run_id, ?3 FROM run WHERE run_id = ?1");
    private static readonly Sql Cache = new("INSERT OR REPLACE INTO cached_result (cache_key, at, json) VALUES (?1, ?2, ?3)");
    private static readonly Sql Start = new("UPDATE run SET state = ?2, started_at = coalesce(started_at, ?3) WHERE run_id = ?1");
    private static readonly Sql End = new("UPDATE run SET state = ?2, ended_at = ?3 WHERE run_id = ?1");
    private static readonly Sql Close = new("DELETE FROM open_run WHERE run_id = ?1");
    private static readonly Sql Answer = new("DELETE FROM run_request WHERE number = ?1");
    private static readonly Sql AnswerAll = new("DELETE FROM run_request WHERE run_id = ?1");
    private static readonly Sql Renew = new("UPDATE open_run SET lease_until = ?2 WHERE owner = ?1");
    private static readonly Sql SelectHeld = new("SELECT run_id FROM open_run WHERE owner = ?1");
    private static readonly Sql SelectRequests = new("SELECT r.run_id, kind, task, asked_by, at, number FROM run_request r JOIN open_run o USING (run_id) WHERE owner = ?1 ORDER BY number");
    private static readonly Sql CountRun = new("SELECT count(*) FROM run WHERE run_id = ?1");
    private static readonly Sql InsertRequest = new("INSERT INTO run_request (run_id, kind, task, asked_by, at) VALUES (?1, ?2, ?3, ?4, ?5)");

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _clock;

    internal SqliteRunStore(SqliteDatabase database, TimeProvider clock) => (_database, _clock) = (database, clock);

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> CreateAsync(IReadOnlyList<RunRecord> runs, RunReservation? reservation = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return _database.WriteAsync<IReadOnlyList<bool>>(session => [.. runs.Select(run => Create(session, run, reservation))], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string owner, IReadOnlyCollection<string> pipelines, int atMost, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(pipelines);
        var names = System.Text.Json.JsonSerializer.Serialize(pipelines);
        return _database.WriteAsync<IReadOnlyList<ClaimedRun>>(
            session =>
            {
                var now = Now();
                var free = session[SelectFree].Bind(1, now.Microseconds).Bind(2, names).Bind(3, atMost).Bind(4, owner).Bind(5, (now + lease + RunReservation.Longest).Microseconds)
                    .All(r => (Run: RunRows.Map(r), Fence: r.GetInt64(15)));
                foreach (var (run, fence) in free)
                {
                    session[Take].Bind(1, run.RunId).Bind(2, owner).Bind(3, fence + 1).Bind(4, (now + lease).Microseconds).Run();
                }

                return [.. free.Select(f => new ClaimedRun(f.Run, f.Fence + 1, RunRows.EventsOf(session, f.Run.RunId, 0)))];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> AppendAsync(IReadOnlyList<RunAppend> appends, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(appends);
        return _database.WriteAsync<IReadOnlyList<bool>>(session => [.. appends.Select(append => Append(session, append))], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RunRenewal> RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return _database.WriteAsync(
            session =>
            {
                session[Renew].Bind(1, owner).Bind(2, (Now() + lease).Microseconds).Run();
                return new RunRenewal(
                    session[SelectHeld].Bind(1, owner).All(r => r.GetText(0)),
                    session[SelectRequests].Bind(1, owner)
                        .All(r => new RunRequest(r.GetText(0), (RunRequestKind)r.GetInt32(1), r.IsNull(2) ? null : r.GetText(2), r.GetText(3), new(r.GetInt64(4)), r.GetInt64(5))));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task RequestAsync(RunRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _database.WriteAsync(
            session =>
            {
                if (session[SelectFence].Bind(1, request.RunId).First(r => (long?)r.GetInt64(0)) is null)
                {
                    throw session[CountRun].Bind(1, request.RunId).First(r => r.GetInt64(0)) == 0 ? StoreErrors.NoSuchRun(request.RunId) : StoreErrors.RunHasEnded(request.RunId);
                }

                session[InsertRequest].Bind(1, request.RunId).Bind(2, (int)request.Kind).BindOptional(3, request.Task).Bind(4, request.By).Bind(5, request.At.Microseconds).Run();
                return true;
            },
            cancellationToken);
    }

    private bool Create(Session session, RunRecord run, RunReservation? reservation)
    {
        session[InsertRun]
            .Bind(1, run.RunId)
            .Bind(2, run.Pipeline)
            .BindOptional(3, run.Slot)
            .Bind(4, run.Interval.Start.Microseconds)
            .Bind(5, run.Interval.End.Microseconds)
            .Bind(6, run.CreatedAt.Microseconds)
            .BindOptional(7, run.StartedAt)
            .BindOptional(8, run.EndedAt)
            .Bind(9, (int)run.State)
            .Bind(10, run.ParametersJson)
            .Bind(11, run.CodeVersion)
            .Bind(12, run.Cause)
            .Bind(13, run.Priority)
            .BindOptional(14, run.Resumes)
            .BindOptional(15, run.ResumesFrom)
            .Run();
        if (session[Changed].First(r => r.GetInt64(0)) == 0)
        {
            return false;
        }

        session[Open].Bind(1, run.RunId).BindOptional(2, reservation?.Owner).Bind(3, reservation is null ? 0 : (Now() + reservation.For).Microseconds).Run();
        return true;
    }

    private static bool Append(Session session, RunAppend append)
    {
        var there = session[CountEvents].Bind(1, append.RunId).First(r => r.GetInt32(0));
        if (there != append.From)
        {
            // The same write again, after an answer that was lost.
            var last = append.From + append.Events.Count;
            return there >= last && last > 0 && session[SelectEventFence].Bind(1, append.RunId).Bind(2, last - 1).First(r => r.GetInt64(0)) == append.Fence;
        }

        if (session[SelectFence].Bind(1, append.RunId).First(r => (long?)r.GetInt64(0)) != append.Fence)
        {
            return false;
        }

        foreach (var result in append.Results)
        {
            session[InsertResult].Bind(1, result.Digest).Bind(2, result.Bytes.Span).Run();
        }

        foreach (var (place, happened) in append.Events.Index())
        {
            session[InsertEvent].Bind(1, append.RunId).Bind(2, append.From + place).Bind(3, append.Fence).Bind(4, RunEventJson.Write(happened)).Run();
            Apply(session, append.RunId, happened);
        }

        foreach (var number in append.Answered)
        {
            session[Answer].Bind(1, number).Run();
        }

        return true;
    }

    private static void Apply(Session session, string run, RunEvent happened)
    {
        switch (happened.Kind)
        {
            case RunEventKind.Taken:
                session[Start].Bind(1, run).Bind(2, (int)RunState.Running).Bind(3, happened.At.Microseconds).Run();
                break;
            case RunEventKind.AttemptEnded when happened.State == TaskState.Succeeded:
                if (happened.Rows is { } rows)
                {
                    session[InsertRows].Bind(1, run).Bind(2, happened.Task!).Bind(3, rows).Run();
                }

                if (happened.CacheKey is { } key)
                {
                    session[Cache].Bind(1, key).Bind(2, happened.At.Microseconds).Bind(3, RunEventJson.Write(happened)).Run();
                }

                break;
            case RunEventKind.Ended:
                session[End].Bind(1, run).Bind(2, (int)happened.RunState!).Bind(3, happened.At.Microseconds).Run();
                session[Close].Bind(1, run).Run();
                session[AnswerAll].Bind(1, run).Run();
                break;
            default:
                break;
        }
    }

    private Instant Now() => Instant.From(_clock.GetUtcNow());
}
