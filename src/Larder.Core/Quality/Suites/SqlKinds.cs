using Larder.Quality.Checks;
using Larder.SqlViews;
using Larder.Types;

namespace Larder.Quality.Suites;

/// <summary>Kinds of checks that are written in SQL.</summary>
internal static class SqlKinds
{
    public static IReadOnlyList<CheckKind> All { get; } =
    [
        CheckKind.Of<MetricExpressionCheck>(
            "metric_expression",
            "sql at_least at_most",
            r =>
            {
                var (name, sql) = (Names.Check("check", r.Text("name")), r.Text("sql"));
                SqlRules.CheckExpression($"Check {name}", sql);
                return new(sql, r.Bounds(ColumnType.Float64)) { Name = name };
            },
            (c, w) =>
            {
                w.Quoted("sql", c.Sql);
                w.Bounds(c.Bounds);
            }),
        CheckKind.Of<FailingRowsCheck>(
            "failing_rows",
            "sql",
            r =>
            {
                var (name, sql) = (Names.Check("check", r.Text("name")), r.Text("sql"));
                SqlRules.CheckQuery($"Check {name}", sql);
                return new(sql) { Name = name };
            },
            (c, w) => w.Quoted("sql", c.Sql)),
    ];
}
