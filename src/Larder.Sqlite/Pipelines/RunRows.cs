using Larder.Pipelines.Runs;
using Larder.Pipelines.Time;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>Rows of the run tables.</summary>
internal static class RunRows
{
    public const string Columns = "run_id, pipeline, slot, interval_start, interval_end, created_at, started_at, ended_at, state, parameters, code_version, cause, priority, resumes, resumes_from";

    private static readonly Sql Events = new("SELECT json FROM run_event WHERE run_id = ?1 AND number >= ?2 ORDER BY number");

    public static RunRecord Map(Statement row) => new(row.GetText(0), row.GetText(1), new DataInterval(new(row.GetInt64(3)), new(row.GetInt64(4))), new(row.GetInt64(5)))
    {
        Slot = row.IsNull(2) ? null : row.GetText(2),
        StartedAt = row.IsNull(6) ? null : new Instant(row.GetInt64(6)),
        EndedAt = row.IsNull(7) ? null : new Instant(row.GetInt64(7)),
        State = (RunState)row.GetInt32(8),
        ParametersJson = row.GetText(9),
        CodeVersion = row.GetText(10),
        Cause = row.GetText(11),
        Priority = row.GetInt32(12),
        Resumes = row.IsNull(13) ? null : row.GetText(13),
        ResumesFrom = row.IsNull(14) ? null : row.GetText(14),
    };

    public static IReadOnlyList<RunEvent> EventsOf(Session session, string run, int after) => session[Events].Bind(1, run).Bind(2, after).All(r => RunEventJson.Read(r.GetText(0)));

    public static Statement BindOptional(this Statement statement, int parameter, string? value) => value is null ? statement.BindNull(parameter) : statement.Bind(parameter, value);

    public static Statement BindOptional(this Statement statement, int parameter, Instant? value) => value is { } instant ? statement.Bind(parameter, instant.Microseconds) : statement.BindNull(parameter);
}
