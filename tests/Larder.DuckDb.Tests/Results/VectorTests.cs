using System.Text;
using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Results;

public sealed class VectorTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();

    public void Dispose() => _db.Dispose();

    [Theory]
    [InlineData("true", "Values<bool>()")]
    [InlineData("1::TINYINT", "Values<sbyte>()")]
    [InlineData("1::SMALLINT", "Values<short>()")]
    [InlineData("1::INTEGER", "Values<int>()")]
    [InlineData("1::BIGINT", "Values<long>()")]
    [InlineData("1::UTINYINT", "Values<byte>()")]
    [InlineData("1::USMALLINT", "Values<ushort>()")]
    [InlineData("1::UINTEGER", "Values<uint>()")]
    [InlineData("1::UBIGINT", "Values<ulong>()")]
    [InlineData("1::FLOAT", "Values<float>()")]
    [InlineData("1::DOUBLE", "Values<double>()")]
    [InlineData("1::DECIMAL(4,1)", "Values<short>()")]
    [InlineData("1::DECIMAL(9,1)", "Values<int>()")]
    [InlineData("1::DECIMAL(18,1)", "Values<long>()")]
    [InlineData("1::DECIMAL(19,1)", "Values<Int128>()")]
    [InlineData("DATE '2024-01-01'", "Values<int>()")]
    [InlineData("TIME '01:00:00'", "Values<long>()")]
    [InlineData("TIMESTAMP '2024-01-01'", "Values<long>()")]
    [InlineData("'x'", "Bytes(row) or GetString(row)")]
    [InlineData("[1]", "Values<DuckDbListEntry>() or ListEntry(row)")]
    [InlineData("{'a': 1}", "Field(name)")]
    public void Reading_the_wrong_layout_names_the_right_call(string sql, string advice)
    {
        using var result = _db.Connection.Query($"SELECT {sql} AS \"a b\"");
        var chunk = result.Read().ShouldNotBeNull();

        Should.Throw<InvalidOperationException>(() => chunk[0].Values<Guid>()).Message
            .ShouldBe($"Values<Guid>() does not fit column \"a b\" of type {result.Columns[0].Type}; use {advice}.");
    }

    [Fact]
    public void Typed_getters_check_type_null_and_row()
    {
        using var result = _db.Connection.Query("SELECT * FROM (VALUES ('x', 1), (NULL, 2)) t(s, n)");
        var chunk = result.Read().ShouldNotBeNull();

        Should.Throw<InvalidOperationException>(() => chunk[0].GetDate(0)).Message
            .ShouldBe("GetDate(row) does not fit column \"s\" of type VARCHAR; use Bytes(row) or GetString(row).");
        Should.Throw<InvalidOperationException>(() => chunk[1].GetString(0)).Message
            .ShouldBe("GetString(row) does not fit column \"n\" of type INTEGER; use Values<int>().");
        Should.Throw<InvalidOperationException>(() => chunk[1].Bytes(0)).Message
            .ShouldBe("Bytes(row) does not fit column \"n\" of type INTEGER; use Values<int>().");
        Should.Throw<InvalidOperationException>(() => chunk[1].ListEntry(0)).Message
            .ShouldBe("ListEntry(row) does not fit column \"n\" of type INTEGER; use Values<int>().");
        Should.Throw<InvalidOperationException>(() => _ = chunk[1].Child.RowCount).Message
            .ShouldBe("Child does not fit column \"n\" of type INTEGER; use Values<int>().");
        Should.Throw<InvalidOperationException>(() => chunk[1].Field("a")).Message
            .ShouldBe("Field(name) does not fit column \"n\" of type INTEGER; use Values<int>().");
        Should.Throw<InvalidOperationException>(() => chunk[0].GetString(1)).Message
            .ShouldBe("Row 1 of column \"s\" is NULL; test IsValid(row) before GetString(row).");
        Should.Throw<ArgumentOutOfRangeException>(() => chunk[0].Bytes(2)).Message
            .ShouldBe("There is no row 2: the vector has 2 rows, counted from 0. (Parameter 'row')");
        Should.Throw<ArgumentOutOfRangeException>(() => chunk[0].IsValid(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => chunk[2].IsValid(0));
    }

    [Fact]
    public void Strings_at_the_inline_limit_are_read_whole()
    {
        using var result = _db.Connection.Query("SELECT repeat('ab', i)[:i] FROM range(40) t(i)");
        var chunk = result.Read().ShouldNotBeNull();

        for (var length = 0; length < 40; length++)
        {
            Encoding.UTF8.GetString(chunk[0].Bytes(length)).ShouldBe(string.Concat(Enumerable.Repeat("ab", 20))[..length]);
        }
    }

    [Fact]
    public void Validity_is_given_only_where_there_are_nulls()
    {
        using var result = _db.Connection.Query(
            "SELECT CASE WHEN i % 64 = 63 OR i = 100 THEN NULL ELSE i END, CASE WHEN i < 0 THEN NULL ELSE i END FROM range(130) t(i)");
        var chunk = result.Read().ShouldNotBeNull();

        chunk[0].HasNulls.ShouldBeTrue();
        chunk[0].Validity.Length.ShouldBe(3);
        chunk[0].Validity[0].ShouldBe(ulong.MaxValue >> 1);
        chunk[0].IsValid(100).ShouldBeFalse();
        chunk[0].IsValid(129).ShouldBeTrue();
        chunk[1].HasNulls.ShouldBeFalse();
        chunk[1].Validity.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Lists_are_ranges_of_their_child()
    {
        using var result = _db.Connection.Query(
            "SELECT CASE WHEN i = 3 THEN NULL ELSE list_transform(range(i), x -> 'text number ' || (10 * i + x)) END FROM range(2500) t(i) WHERE i < 6");
        var lists = result.Read().ShouldNotBeNull()[0];
        var texts = lists.Child;

        lists.Type.ShouldBe(DuckDbType.List(DuckDbType.Of(DuckDbTypeKind.Varchar)));
        lists.IsValid(3).ShouldBeFalse();
        lists.ListEntry(3).ShouldBe((0, 0));

        foreach (var i in new[] { 0, 1, 2, 4, 5 })
        {
            var (offset, length) = lists.ListEntry(i);
            length.ShouldBe(i);
            lists.Values<DuckDbListEntry>()[i].ShouldBe(new DuckDbListEntry((ulong)offset, (ulong)length));

            for (var k = 0; k < length; k++)
            {
                texts.GetString(offset + k).ShouldBe($"text number {(10 * i) + k}");
            }
        }
    }

    [Fact]
    public void Structs_are_read_field_by_field()
    {
        using var result = _db.Connection.Query(
            "SELECT CASE WHEN i = 1 THEN NULL ELSE {'N': i, 'nested': {'s': 'x' || i, 'c': 42}} END AS st FROM range(3) t(i)");
        var structs = result.Read().ShouldNotBeNull()[0];

        structs.Field("n").Values<long>()[2].ShouldBe(2);
        structs.Field(0).IsValid(1).ShouldBeFalse();
        structs.Field("nested").Field("s").GetString(2).ShouldBe("x2");
        structs.Field("nested").Field("c").Values<int>()[2].ShouldBe(42);
    }

    [Fact]
    public void A_field_that_does_not_exist_is_named()
    {
        using var result = _db.Connection.Query("SELECT {'a': 1} AS st");
        var chunk = result.Read().ShouldNotBeNull();

        Should.Throw<ArgumentException>(() => chunk[0].Field("b")).Message
            .ShouldBe("Column \"st\" has no field \"b\"; it is of type STRUCT(\"a\" INTEGER). (Parameter 'name')");
        Should.Throw<ArgumentOutOfRangeException>(() => chunk[0].Field(1));
    }

    // Expressions over constants and slices reach the C API as constant and dictionary vectors, which have another layout.
    [Theory]
    [InlineData("SELECT {'a': 42, 'b': i, 'c': 'xyz'} FROM range(3) t(i)", "{'a': 42, 'b': 2, 'c': xyz}")]
    [InlineData("SELECT [7, i] FROM range(3) t(i)", "[7, 2]")]
    [InlineData("SELECT [1, 2, 3] FROM range(3)", "[1, 2, 3]")]
    [InlineData("SELECT {'l': [{'x': 5, 'y': i}]} FROM range(3) t(i)", "{'l': [{'x': 5, 'y': 2}]}")]
    [InlineData("SELECT l[2:] FROM (SELECT [i, i + 1, i + 2] l FROM range(3) t(i))", "[3, 4]")]
    [InlineData("SELECT s FROM (SELECT {'k': i % 2, 'v': [i]} s, i FROM range(6) t(i)) WHERE i % 2 = 1", "{'k': 1, 'v': [5]}")]
    [InlineData("SELECT [s, s] FROM (SELECT CASE WHEN i < 2 THEN NULL ELSE 'longer than twelve ' || i END s FROM range(3) t(i))", "[longer than twelve 2, longer than twelve 2]")]
    [InlineData("SELECT unnest([{'a': [NULL, i]}, {'a': [i]}]) FROM range(2) t(i)", "{'a': [1]}")]
    public void Vectors_of_any_internal_form_are_read_right(string sql, string lastRowAsText)
    {
        var last = _db.Connection.ReadAll(sql)[^1][0];

        Show(last).ShouldBe(lastRowAsText);
        _db.Connection.ReadAll($"SELECT ({sql} LIMIT 1 OFFSET (SELECT count(*) - 1 FROM ({sql})))::VARCHAR").Single()[0]
            .ShouldBe(lastRowAsText);
    }

    private static string Show(object? value) => value switch
    {
        null => "NULL",
        object?[] list => $"[{string.Join(", ", list.Select(Show))}]",
        Dictionary<string, object?> fields => $"{{{string.Join(", ", fields.Select(f => $"'{f.Key}': {Show(f.Value)}"))}}}",
        _ => $"{value}",
    };
}
