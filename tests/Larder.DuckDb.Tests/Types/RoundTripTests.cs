using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Types;

public sealed class RoundTripTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();

    public static TheoryData<string> Types => [.. TypeCase.All.Select(c => c.Sql)];

    public void Dispose() => _db.Dispose();

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_appended_is_read_back(string sql)
    {
        var type = TypeCase.All.Single(c => c.Sql == sql);

        for (var seed = 0; seed < 3; seed++)
        {
            type.RoundTripThroughTheAppender(_db.Connection, rows: 5000, seed);
        }

        type.RoundTripThroughTheAppender(_db.Connection, rows: 1, seed: 3);
        type.RoundTripThroughTheAppender(_db.Connection, rows: 2048, seed: 4);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_bound_is_read_back(string sql)
    {
        TypeCase.All.Single(c => c.Sql == sql).RoundTripThroughParameters(_db.Connection, seed: 1);
    }

    [Fact]
    public void Every_writable_type_of_the_bindings_takes_part()
    {
        var writable = Enum.GetValues<DuckDbTypeKind>()
            .Where(k => k is DuckDbTypeKind.Decimal || (!IsNested(k) && DuckDbType.Of(k).IsWritable));

        using var result = _db.Connection.Query($"SELECT {string.Join(", ", TypeCase.All.Select(c => $"NULL::{c.Sql}"))}");
        result.Columns.Select(c => c.Type.Kind).Distinct().ShouldBe(writable, ignoreOrder: true);
    }

    [Fact]
    public void Parameters_carry_their_own_type()
    {
        using var statement = _db.Connection.Prepare("SELECT typeof(?)");

        TypeOf(s => s.Bind(1, true)).ShouldBe("BOOLEAN");
        TypeOf(s => s.Bind(1, (sbyte)1)).ShouldBe("TINYINT");
        TypeOf(s => s.Bind(1, (ushort)1)).ShouldBe("USMALLINT");
        TypeOf(s => s.Bind(1, 1UL)).ShouldBe("UBIGINT");
        TypeOf(s => s.Bind(1, 1.5f)).ShouldBe("FLOAT");
        TypeOf(s => s.Bind(1, 12.345m)).ShouldBe("DECIMAL(5,3)");
        TypeOf(s => s.Bind(1, 0.001m)).ShouldBe("DECIMAL(3,3)");
        TypeOf(s => s.Bind(1, decimal.MinValue)).ShouldBe("DECIMAL(29,0)");
        TypeOf(s => s.Bind(1, "x")).ShouldBe("VARCHAR");
        TypeOf(s => s.Bind(1, "x"u8)).ShouldBe("BLOB");
        TypeOf(s => s.Bind(1, DateTime.UnixEpoch)).ShouldBe("TIMESTAMP");
        TypeOf(s => s.Bind(1, DateTimeOffset.UnixEpoch)).ShouldBe("TIMESTAMP WITH TIME ZONE");

        string TypeOf(Action<DuckDbStatement> bind)
        {
            bind(statement);
            using var result = statement.Query();

            return (string)result.ReadAll().Single()[0]!;
        }
    }

    [Fact]
    public void Fractions_below_a_microsecond_are_cut_off_downwards()
    {
        using var statement = _db.Connection.Prepare("SELECT ?::TIMESTAMP");
        statement.Bind(1, DateTime.UnixEpoch.AddTicks(-1));

        using var result = statement.Query();
        result.Read().ShouldNotBeNull()[0].Values<long>()[0].ShouldBe(-1);
    }

    private static bool IsNested(DuckDbTypeKind kind) =>
        kind is DuckDbTypeKind.List or DuckDbTypeKind.Struct or DuckDbTypeKind.Map or DuckDbTypeKind.Array;
}
