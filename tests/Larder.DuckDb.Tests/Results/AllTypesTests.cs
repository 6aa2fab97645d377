using System.Globalization;
using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Results;

/// <summary>Walks the engine's own table of all types: a row of minima, one of maxima, one of NULLs.</summary>
public sealed class AllTypesTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();

    public static TheoryData<string, object, object> Readable => new()
    {
        { "bool", false, true },
        { "tinyint", sbyte.MinValue, sbyte.MaxValue },
        { "smallint", short.MinValue, short.MaxValue },
        { "int", int.MinValue, int.MaxValue },
        { "bigint", long.MinValue, long.MaxValue },
        { "utinyint", (byte)0, byte.MaxValue },
        { "usmallint", (ushort)0, ushort.MaxValue },
        { "uint", 0u, uint.MaxValue },
        { "ubigint", 0ul, ulong.MaxValue },
        { "float", float.MinValue, float.MaxValue },
        { "double", double.MinValue, double.MaxValue },
        { "dec_4_1", -999.9m, 999.9m },
        { "dec_9_4", -99999.9999m, 99999.9999m },
        { "dec_18_6", -999999999999.999999m, 999999999999.999999m },
        { "varchar", "🦆🦆🦆🦆🦆🦆", "goo\0se" },
        { "int_array", "[]", "[42, 999, NULL, NULL, -42]" },
        { "varchar_array", "[]", "[🦆🦆🦆🦆🦆🦆, goose, NULL, ]" },
        { "nested_int_array", "[]", "[[], [42, 999, NULL, NULL, -42], NULL, [], [42, 999, NULL, NULL, -42]]" },
        { "struct", "{a: NULL, b: NULL}", "{a: 42, b: 🦆🦆🦆🦆🦆🦆}" },
        { "struct_of_arrays", "{a: NULL, b: NULL}", "{a: [42, 999, NULL, NULL, -42], b: [🦆🦆🦆🦆🦆🦆, goose, NULL, ]}" },
        { "map", "{}", "{key1: 🦆🦆🦆🦆🦆🦆, key2: goose}" },
        { "array_of_structs", "[]", "[{a: NULL, b: NULL}, {a: 42, b: 🦆🦆🦆🦆🦆🦆}, NULL]" },
    };

    public static TheoryData<string, string> Unreadable => new()
    {
        { "hugeint", "Column \"hugeint\" is of type HUGEINT, which cannot be read. Select CAST(\"hugeint\" AS BIGINT) instead." },
        { "uhugeint", "Column \"uhugeint\" is of type UHUGEINT, which cannot be read. Select CAST(\"uhugeint\" AS BIGINT) instead." },
        { "uuid", "Column \"uuid\" is of type UUID, which cannot be read. Select CAST(\"uuid\" AS VARCHAR) instead." },
        { "interval", "Column \"interval\" is of type INTERVAL, which cannot be read. Select CAST(\"interval\" AS VARCHAR) instead." },
        { "bit", "Column \"bit\" is of type BIT, which cannot be read. Select CAST(\"bit\" AS VARCHAR) instead." },
        { "small_enum", "Column \"small_enum\" is of type ENUM, which cannot be read. Select CAST(\"small_enum\" AS VARCHAR) instead." },
        { "union", "Column \"union\" is of type UNION, which cannot be read. Select CAST(\"union\" AS VARCHAR) instead." },
        { "timestamp_s", "Column \"timestamp_s\" is of type TIMESTAMP_S, which cannot be read. Select CAST(\"timestamp_s\" AS TIMESTAMP) instead." },
        { "timestamp_ns", "Column \"timestamp_ns\" is of type TIMESTAMP_NS, which cannot be read. Select CAST(\"timestamp_ns\" AS TIMESTAMP) instead." },
        { "time_tz", "Column \"time_tz\" is of type TIME WITH TIME ZONE, which cannot be read. Select CAST(\"time_tz\" AS TIME) instead." },
        { "fixed_int_array", "Column \"fixed_int_array\" is of type INTEGER[3], which cannot be read. Select CAST(\"fixed_int_array\" AS INTEGER[]) instead." },
        {
            "fixed_struct_array",
            "Column \"fixed_struct_array\" is of type STRUCT(\"a\" INTEGER, \"b\" VARCHAR)[3], which cannot be read. "
            + "Select CAST(\"fixed_struct_array\" AS STRUCT(\"a\" INTEGER, \"b\" VARCHAR)[]) instead."
        },
    };

    public void Dispose() => _db.Dispose();

    [Theory]
    [MemberData(nameof(Readable))]
    public void Minimum_maximum_and_null_are_read(string column, object minimum, object maximum)
    {
        var rows = _db.Connection.ReadAll($"SELECT {Identifiers.Quote(column)} FROM test_all_types()");

        rows.Select(r => r[0] is (object?[] or Dictionary<string, object?> or KeyValuePair<object, object?>[]) ? Show(r[0]) : r[0]).ShouldBe([minimum, maximum, null]);
    }

    [Fact]
    public void Dates_and_times_beyond_the_range_of_DotNet_are_read_as_numbers_and_refused_as_values()
    {
        using var result = _db.Connection.Query(
            "SELECT date, time, timestamp, timestamp_tz, dec38_10, blob, date_array FROM test_all_types()");
        var chunk = result.Read().ShouldNotBeNull();

        chunk[0].Values<int>()[..2].ToArray().ShouldBe([-2147483646, 2147483646]);
        chunk[1].Values<long>()[..2].ToArray().ShouldBe([0, 86_400_000_000]);
        chunk[2].Values<long>()[..2].ToArray().ShouldBe([-9223372022400000000, 9223372036854775806]);
        chunk[3].Values<long>()[..2].ToArray().ShouldBe([-9223372022400000000, 9223372036854775806]);
        chunk[4].Values<Int128>()[1].ShouldBe(Int128.Parse(new string('9', 38), CultureInfo.InvariantCulture));
        chunk[5].Bytes(0).ToArray().ShouldBe("thisisalongblob\0withnullbytes"u8.ToArray());
        chunk[5].Bytes(1).ToArray().ShouldBe("\0\0\0a"u8.ToArray());
        chunk[5].Bytes(2).IsEmpty.ShouldBeTrue();
        chunk[6].Child.Values<int>()[..3].ToArray().ShouldBe([0, int.MaxValue, -int.MaxValue]);

        Should.Throw<OverflowException>(() => chunk[0].GetDate(0)).Message
            .ShouldBe("The date -2147483646 days is outside the range of .NET; read the raw number with Values<int>().");
        Should.Throw<OverflowException>(() => chunk[1].GetTime(1)).Message
            .ShouldBe("The time 86400000000 microseconds is outside the range of .NET; read the raw number with Values<long>().");
        Should.Throw<OverflowException>(() => chunk[2].GetTimestamp(1)).Message.ShouldBe(
            "The timestamp 9223372036854775806 microseconds is outside the range of .NET; read the raw number with Values<long>().");
        Should.Throw<OverflowException>(() => chunk[4].GetDecimal(1)).Message.ShouldBe(
            "The decimal 99999999999999999999999999999999999999E-10 has more digits than System.Decimal holds; "
            + "read the scaled integer with Values<Int128>(), or CAST the column to DOUBLE or VARCHAR.");
    }

    [Fact]
    public void Infinite_dates_are_named()
    {
        using var result = _db.Connection.Query("SELECT DATE 'infinity', DATE '-infinity', TIMESTAMP 'infinity', TIMESTAMPTZ '-infinity'");
        var chunk = result.Read().ShouldNotBeNull();

        Should.Throw<OverflowException>(() => chunk[0].GetDate(0)).Message.ShouldStartWith("The date infinity is outside");
        Should.Throw<OverflowException>(() => chunk[1].GetDate(0)).Message.ShouldStartWith("The date -infinity is outside");
        Should.Throw<OverflowException>(() => chunk[2].GetTimestamp(0)).Message.ShouldStartWith("The timestamp infinity is outside");
        Should.Throw<OverflowException>(() => chunk[3].GetTimestamp(0)).Message.ShouldStartWith("The timestamp -infinity is outside");
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_type_that_cannot_be_read_is_named_together_with_a_cast_that_works(string column, string message)
    {
        using (var result = _db.Connection.Query($"SELECT {Identifiers.Quote(column)} FROM test_all_types()"))
        {
            var chunk = result.Read().ShouldNotBeNull();
            Should.Throw<NotSupportedException>(() => chunk[0].GetValue(0)).Message.ShouldBe(message);
        }

        // The minima and maxima of some types do not fit the suggested one: TRY_CAST shows that the types convert.
        var cast = message[message.IndexOf("CAST(", StringComparison.Ordinal)..message.LastIndexOf(" instead", StringComparison.Ordinal)];
        using var readable = _db.Connection.Query($"SELECT TRY_{cast} FROM test_all_types()");
        readable.Columns[0].Type.IsReadable.ShouldBeTrue();
        readable.Read().ShouldNotBeNull()[0].IsValid(2).ShouldBeFalse();
    }

    [Fact]
    public void Every_type_of_the_engine_is_known()
    {
        using var result = _db.Connection.Query("SELECT * FROM test_all_types()");
        var chunk = result.Read().ShouldNotBeNull();

        chunk.ColumnCount.ShouldBe(result.Columns.Count);
        chunk.RowCount.ShouldBe(3);

        for (var i = 0; i < result.Columns.Count; i++)
        {
            var type = result.Columns[i].Type;
            Enum.IsDefined(type.Kind).ShouldBeTrue($"{result.Columns[i].Name}: {type.Kind}");

            if (type.IsReadable)
            {
                chunk[i].IsValid(2).ShouldBeFalse();
            }
            else
            {
                Should.Throw<NotSupportedException>(() => chunk[i].IsValid(0));
            }
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "NULL",
        object?[] list => $"[{string.Join(", ", list.Select(Show))}]",
        Dictionary<string, object?> fields => $"{{{string.Join(", ", fields.Select(f => $"{f.Key}: {Show(f.Value)}"))}}}",
        KeyValuePair<object, object?>[] entries => $"{{{string.Join(", ", entries.Select(e => $"{Show(e.Key)}: {Show(e.Value)}"))}}}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
