using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Connections;

public sealed class QueryScalarTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();

    private DuckDbConnection Connection => _db.Connection;

    public void Dispose() => _db.Dispose();

    [Fact]
    public void The_first_value_comes_back_as_the_type_asked_for()
    {
        Connection.QueryScalar<int>("SELECT 5").ShouldBe(5);
        Connection.QueryScalar<long>("SELECT 5::UTINYINT").ShouldBe(5);
        Connection.QueryScalar<byte>("SELECT 255::BIGINT").ShouldBe((byte)255);
        Connection.QueryScalar<int?>("SELECT 5::BIGINT").ShouldBe(5);
        Connection.QueryScalar<int?>("SELECT NULL").ShouldBeNull();
        Connection.QueryScalar<int>("SELECT 5.0::DECIMAL(5,1)").ShouldBe(5);
        Connection.QueryScalar<double>("SELECT 1.25").ShouldBe(1.25);
        Connection.QueryScalar<decimal>("SELECT 1.25").ShouldBe(1.25m);
        Connection.QueryScalar<bool>("SELECT true").ShouldBeTrue();
        Connection.QueryScalar<string>("SELECT 'größe'").ShouldBe("größe");
        Connection.QueryScalar<string?>("SELECT NULL::VARCHAR").ShouldBeNull();
        Connection.QueryScalar<byte[]>("SELECT '\\x00\\xFF'::BLOB").ShouldBe([0, 255]);
        Connection.QueryScalar<DateOnly>("SELECT DATE '2024-02-29'").ShouldBe(new DateOnly(2024, 2, 29));
        Connection.QueryScalar<TimeOnly>("SELECT TIME '01:02:03.000004'").ShouldBe(new TimeOnly(1, 2, 3, 0, 4));
        Connection.QueryScalar<DateTime>("SELECT TIMESTAMP '2024-02-29 01:02:03'")
            .ShouldBe(new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc));
        Connection.QueryScalar<DateTimeOffset>("SELECT TIMESTAMPTZ '2024-02-29 01:02:03+01'")
            .ShouldBe(new DateTimeOffset(2024, 2, 29, 0, 2, 3, TimeSpan.Zero));
        Connection.QueryScalar<object?[]>("SELECT [1, NULL]").ShouldBe([1, null]);
    }

    [Fact]
    public void Wrong_expectations_say_what_came_instead()
    {
        Should.Throw<InvalidOperationException>(() => Connection.QueryScalar<int>("SELECT 1 WHERE false")).Message
            .ShouldBe("The query returned no row, so there is no scalar to read: SELECT 1 WHERE false");
        Should.Throw<InvalidOperationException>(() => Connection.QueryScalar<int>("SELECT NULL")).Message
            .ShouldBe("The query returned NULL, which Int32 cannot hold; ask for a nullable type: SELECT NULL");
        Should.Throw<InvalidCastException>(() => Connection.QueryScalar<int>("SELECT 'x'")).Message
            .ShouldBe("The query returned a String, not a Int32; ask for that type or CAST in the SQL: SELECT 'x'");
        Should.Throw<InvalidCastException>(() => Connection.QueryScalar<bool>("SELECT 1")).Message
            .ShouldBe("The query returned a Int32, not a Boolean; ask for that type or CAST in the SQL: SELECT 1");
        Should.Throw<OverflowException>(() => Connection.QueryScalar<byte>("SELECT 256"));
        Should.Throw<OverflowException>(() => Connection.QueryScalar<int>("SELECT 1.5")).Message
            .ShouldBe("The query returned 1.5, which is not a whole number for Int32: SELECT 1.5");
        Should.Throw<NotSupportedException>(() => Connection.QueryScalar<long>("SELECT sum(i) AS total FROM range(3) t(i)")).Message
            .ShouldBe("Column \"total\" is of type HUGEINT, which cannot be read. Select CAST(\"total\" AS BIGINT) instead.");
    }
}
