using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite;

/// <summary>The table of materialization states.</summary>
internal static class OnlineState
{
    private static readonly Sql Select = new(
        "SELECT as_of, source, horizon_start, last_key, rows, is_complete, code_version, replaces_rows, positions, streamed_to, source_files, reaching, ranges FROM materialization WHERE view = ?1");

    private static readonly Sql Replace = new(
        "INSERT OR REPLACE INTO materialization (view, as_of, source, horizon_start, last_key, rows, is_complete, code_version, replaces_rows, positions, streamed_to, source_files, reaching, ranges) " +
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");

    private static readonly Sql Remove = new("DELETE FROM materialization WHERE view = ?1");

    public static MaterializationState? Read(Session session, string key) => session[Select].Bind(1, key).First(Map);

    public static void Write(Session session, string key, MaterializationState state)
    {
        var statement = session[Replace]
            .Bind(1, key)
            .Bind(2, state.AsOf.Microseconds)
            .Bind(3, state.Source)
            .Bind(4, state.HorizonStart.Microseconds)
            .Bind(6, state.Rows)
            .Bind(7, state.IsComplete)
            .Bind(8, state.CodeVersion)
            .Bind(9, state.ReplacesRows)
            .Bind(10, StreamPositions.Write(state.Positions))
            .Bind(12, state.SourceFiles);
        _ = state.LastKey is { } last ? statement.Bind(5, last) : statement.BindNull(5);
        _ = state.Reaching is { } reaching ? statement.Bind(13, reaching.Microseconds) : statement.BindNull(13);
        _ = state.StreamedTo is { } streamed ? statement.Bind(11, streamed.Microseconds) : statement.BindNull(11);
        _ = state.Ranges is { } ranges ? statement.Bind(14, StoredRanges.Write(ranges)) : statement.BindNull(14);
        statement.Run();
    }

    public static void Delete(Session session, string key) => session[Remove].Bind(1, key).Run();

    private static MaterializationState Map(Statement row) => new(
        new Instant(row.GetInt64(0)),
        row.GetText(1),
        new Instant(row.GetInt64(2)),
        row.IsNull(3) ? null : row.GetBytes(3),
        row.GetInt64(4),
        row.GetBoolean(5))
    {
        CodeVersion = row.GetText(6),
        ReplacesRows = row.GetBoolean(7),
        Positions = StreamPositions.Read(row.GetText(8)),
        StreamedTo = row.IsNull(9) ? null : new Instant(row.GetInt64(9)),
        SourceFiles = row.GetText(10),
        Reaching = row.IsNull(11) ? null : new Instant(row.GetInt64(11)),
        Ranges = row.IsNull(12) ? null : StoredRanges.Read(row.GetText(12)),
    };
}
