using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Types;

public sealed class DuckDbTypeTests
{
    [Theory]
    [InlineData("INTEGER")]
    [InlineData("DECIMAL(18,3)")]
    [InlineData("TIMESTAMP WITH TIME ZONE")]
    [InlineData("TIMESTAMP_MS")]
    [InlineData("VARCHAR[][]")]
    [InlineData("INTEGER[3]")]
    [InlineData("MAP(VARCHAR, DECIMAL(4,1)[])")]
    [InlineData("STRUCT(\"a \"\"b\" INTEGER, \"c\" STRUCT(\"d\" BLOB)[])")]
    public void The_text_of_a_type_is_sql_that_means_the_same_type(string sql)
    {
        using var db = TestDatabase.Open();
        using var first = db.Connection.Query($"SELECT NULL::{sql} AS a, NULL::{sql} AS b");

        first.Columns[0].Type.ToString().ShouldBe(sql);
        first.Columns[0].Type.ShouldBe(first.Columns[1].Type);
        first.Columns[0].Type.GetHashCode().ShouldBe(first.Columns[1].Type.GetHashCode());
    }

    [Fact]
    public void Types_differ_by_kind_parameters_and_children()
    {
        var integer = DuckDbType.Of(DuckDbTypeKind.Integer);
        DuckDbType[] types =
        [
            integer,
            DuckDbType.Of(DuckDbTypeKind.BigInt),
            DuckDbType.Decimal(9, 2),
            DuckDbType.Decimal(9, 3),
            DuckDbType.List(integer),
            DuckDbType.List(DuckDbType.List(integer)),
            DuckDbType.Array(integer, 2),
            DuckDbType.Array(integer, 3),
            DuckDbType.Struct(new DuckDbColumn("a", integer)),
            DuckDbType.Struct(new DuckDbColumn("b", integer)),
            DuckDbType.Map(integer, integer),
        ];

        types.Distinct().Count().ShouldBe(types.Length);
    }

    [Fact]
    public void Parameters_are_checked()
    {
        Should.Throw<ArgumentException>(() => DuckDbType.Of(DuckDbTypeKind.List)).Message
            .ShouldBe("List needs parameters; use the factory method of that name. (Parameter 'kind')");
        Should.Throw<ArgumentOutOfRangeException>(() => DuckDbType.Decimal(39, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => DuckDbType.Decimal(5, 6));
    }
}
