using Larder.Quality.Checks;

namespace Larder.Quality;

public class ConditionSqlTests
{
    [Fact]
    public void Comparisons_with_constants_are_true_or_false_and_never_null()
    {
        Sql(Expect.Row<Reading>("a", r => r.Text == "it's")).ShouldBe("""coalesce("text" = 'it''s', false)""");
        Sql(Expect.Row<Reading>("a", r => r.Text != "x" && !(r.Small > 2))).ShouldBe("""(coalesce("text" <> 'x', true) AND (NOT coalesce("small" > '2'::BIGINT, false)))""");
        Sql(Expect.Row<Reading>("a", r => r.Text == null || 3 <= r.Count)).ShouldBe("""(("text" IS NULL) OR coalesce(coalesce("count", 0) >= '3'::BIGINT, false))""");
        Sql(Expect.Row<Reading>("a", r => r.Number > 1)).ShouldBe("""coalesce("number"::DOUBLE > '1'::DOUBLE AND NOT isnan("number"::DOUBLE), false)""");
        Sql(Expect.Row<Reading>("a", r => r.Done)).ShouldBe("""coalesce("done", false)""");
        Sql(Expect.Row<Reading>("a", r => r.At < new DateTime(2024, 1, 1))).ShouldBeNull("a constructor is no constant");
    }

    [Fact]
    public void What_SQL_says_otherwise_is_left_to_C_sharp()
    {
        Sql(Expect.Row<Reading>("a", r => r.Text!.Length > 1)).ShouldBeNull();
        Sql(Expect.Row<Reading>("a", r => r.Small + 1 > 2)).ShouldBeNull();
        Sql(Expect.Row<Reading>("a", r => r.Weight > 0.1f)).ShouldBeNull();
        Sql(Expect.Row<Reading>("a", r => r.Number != double.NaN)).ShouldBeNull();
        Sql(Expect.Row<Reading>("a", r => r.Small > r.Large)).ShouldBeNull();
        Sql(Expect.Row<Reading>("a", r => r.Text != "a\0")).ShouldBeNull();
    }

    private static string? Sql(Expectation<Reading> row) =>
        new ConditionSql(new CheckRelation("SELECT 1", ReadingCase.Schema, failed => failed)).TryWrite(((ExpressionCheck)row.Check).Condition);
}
