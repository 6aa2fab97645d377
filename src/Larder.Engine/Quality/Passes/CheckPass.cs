using Larder.DuckDb;
using Larder.Engine;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Quality;

/// <summary>Measures checks that need queries of their own.</summary>
internal abstract class CheckPass(CheckRelation rows, CheckContext context)
{
    private protected const string Group = "_group";

    private protected CheckRelation Rows => rows;

    private protected CheckContext Context => context;

    /// <summary>Whether a check is measured in this way.</summary>
    public abstract bool Takes(Check check);

    /// <summary>How a check came out; null where the engine cannot say it.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="check">The check.</param>
    /// <param name="condition">Its condition as SQL; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public abstract CheckResult? Run(DuckDbConnection connection, Check check, string? condition, CancellationToken cancellationToken);

    /// <summary>Columns of the rows that a check is asked about, and <see cref="Group"/> where it has groups.</summary>
    private protected string Select(Check check, string? condition, string columns) =>
        $"SELECT {columns}{(check.GroupBy is { } group ? $", {rows.Name(group)} AS {Group}" : string.Empty)} FROM ({rows.Sql}){Where(condition)}";

    private protected static string Where(string? condition) => condition is null ? string.Empty : $" WHERE {condition}";

    /// <summary>What follows a list of columns, or stands alone, where a check has groups.</summary>
    private protected static string IfGrouped(Check check, string text) => check.GroupBy is null ? string.Empty : text;

    /// <summary>The result of a query that selects a tally, whatever it takes, and then <see cref="Group"/> where the check has groups.</summary>
    private protected CheckResult Tallies(DuckDbConnection connection, Check check, string sql, int columns, Func<DuckDbChunk, int, CheckTally> read, CancellationToken cancellationToken)
    {
        var tallies = rows.Ask(connection, sql, (chunk, row) => (Key: KeyOf(check, chunk, row, columns), Tally: read(chunk, row)), cancellationToken);
        return check.GroupBy is null ? CheckResult.Of(check, tallies[0].Tally) : CheckResult.Of(check, tallies);
    }

    private protected FeatureValue KeyOf(Check check, DuckDbChunk chunk, int row, int column) =>
        check.GroupBy is { } group ? ValueOrder.Key(SqlTypes.Value(chunk[column], row, rows.Schema.Columns[group].Type)) : FeatureValue.Null;

    private protected bool WantsSamples(CheckResult result) => context.Samples > 0 && result.Outcome is CheckOutcome.Fail or CheckOutcome.Warn;

    private protected static long Number(DuckDbChunk chunk, int row, int column) => chunk[column].Values<long>()[row];
}
