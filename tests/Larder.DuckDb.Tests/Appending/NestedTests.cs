using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Appending;

/// <summary>Lists and maps are written row by row and read back as they were.</summary>
public sealed class NestedTests : IDisposable
{
    private const int Rows = 5000;

    private readonly TestDatabase _db = TestDatabase.Open();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Generated_lists_of_numbers_are_read_back_with_null_elements_and_all_bits()
    {
        var lists = Generate<double?>(r => r.Next(6) == 0 ? null : r.Next(6) == 0 ? BitConverter.Int64BitsToDouble(0x7FF8000000000123) : r.Next(6) == 0 ? -0.0 : r.NextDouble());

        Append("DOUBLE[]", (vector, row) =>
        {
            if (lists[row] is not { } list)
            {
                vector.SetNull(row % 2048);
                return;
            }

            var elements = vector.SetList(row % 2048, list.Length);
            for (var i = 0; i < list.Length; i++)
            {
                elements.Values<double>()[i] = list[i] ?? 0;
                if (list[i] is null)
                {
                    elements.SetNull(i);
                }
            }
        });

        Read(lists, value => ((object?[])value).Select(v => (double?)v).ToArray());
    }

    [Fact]
    public void Generated_lists_of_texts_are_read_back()
    {
        var lists = Generate(r => new string("a🦆ß\0"[r.Next(1)], r.Next(20)));

        Append("VARCHAR[]", (vector, row) =>
        {
            if (lists[row] is not { } list)
            {
                vector.SetNull(row % 2048);
                return;
            }

            var elements = vector.SetList(row % 2048, list.Length);
            for (var i = 0; i < list.Length; i++)
            {
                elements.SetString(i, list[i]);
            }
        });

        Read(lists, value => Array.ConvertAll((object?[])value, v => (string)v!));
    }

    [Fact]
    public void Generated_maps_are_read_back()
    {
        var maps = Generate(r => r.NextInt64());

        Append("MAP(VARCHAR, BIGINT)", (vector, row) =>
        {
            if (maps[row] is not { } map)
            {
                vector.SetNull(row % 2048);
                return;
            }

            vector.SetMap(row % 2048, map.Length, out var keys, out var values);
            map.CopyTo(values.Values<long>());
            for (var i = 0; i < map.Length; i++)
            {
                keys.SetString(i, $"the key number {i}");
            }
        });

        Read(maps, value => ((KeyValuePair<object, object?>[])value).Select((e, i) => (string)e.Key == $"the key number {i}" ? (long)e.Value! : -1).ToArray());
    }

    [Fact]
    public void Generated_maps_to_lists_are_read_back()
    {
        var maps = Generate(r => Enumerable.Range(0, r.Next(4)).Select(_ => r.NextInt64()).ToArray());

        Append("MAP(VARCHAR, BIGINT[])", (vector, row) =>
        {
            if (maps[row] is not { } map)
            {
                vector.SetNull(row % 2048);
                return;
            }

            vector.SetMap(row % 2048, map.Length, out var keys, out var values);
            for (var i = 0; i < map.Length; i++)
            {
                keys.SetString(i, $"the key number {i}");
            }

            map.SelectMany(list => list).ToArray().CopyTo(values.SetLists([.. map.Select(list => list.Length)]).Values<long>());
        });

        var rows = _db.Connection.ReadAll("SELECT v::VARCHAR FROM t ORDER BY id");
        rows.Count.ShouldBe(maps.Length);
        for (var row = 0; row < maps.Length; row++)
        {
            var expected = maps[row] is { } map ? $"{{{string.Join(", ", map.Select((list, i) => $"'the key number {i}'=[{string.Join(", ", list)}]"))}}}" : null;
            ((string?)rows[row][0])?.Replace("'", string.Empty, StringComparison.Ordinal).ShouldBe(expected?.Replace("'", string.Empty, StringComparison.Ordinal));
            (rows[row][0] is null).ShouldBe(expected is null);
        }
    }

    [Fact]
    public void Lists_of_other_plain_types_are_written()
    {
        _db.Connection.Execute("CREATE TABLE t (v DECIMAL(9,2)[], d DATE[])");
        using (var appender = _db.Connection.Append("t"))
        {
            appender.Chunk[0].SetList(0, 2).SetDecimal(1, 1.25m);
            appender.Chunk[0].SetList(1, 0);
            appender.Chunk[1].SetList(1, 1).SetDate(0, new DateOnly(2024, 3, 10));
            appender.Chunk.RowCount = 2;
            appender.Close();
        }

        _db.Connection.ReadAll("SELECT v[2], len(v), d[1] FROM t").ShouldBe([[1.25m, 2L, null], [null, 0L, new DateOnly(2024, 3, 10)]]);
    }

    [Fact]
    public void Rows_never_set_are_empty_also_after_other_chunks()
    {
        _db.Connection.Execute("CREATE TABLE t (v BIGINT[])");
        using (var appender = _db.Connection.Append("t"))
        {
            appender.Chunk[0].SetList(0, 3).Values<long>().Fill(7);
            appender.Chunk.RowCount = 1;
            appender.AppendChunk();
            appender.Chunk.RowCount = 2;
            appender.Close();
        }

        _db.Connection.ReadAll("SELECT len(v), list_sum(v)::BIGINT FROM t").ShouldBe([[3L, 21L], [0L, null], [0L, null]]);
    }

    [Fact]
    public void A_function_returns_lists_on_several_threads()
    {
        _db.Connection.AddFunction(
            "lists",
            [new DuckDbColumn("v", DuckDbType.List(DuckDbType.Of(DuckDbTypeKind.BigInt))), new DuckDbColumn("m", DuckDbType.Map(DuckDbType.Of(DuckDbTypeKind.Varchar), DuckDbType.Of(DuckDbTypeKind.Double)))],
            (arguments, rows) =>
            {
                for (var row = 0; row < arguments.Length; row++)
                {
                    rows[0].SetList(row, (int)(arguments[row] % 5)).Values<long>().Fill(arguments[row]);
                    if (arguments[row] % 7 == 0)
                    {
                        rows[1].SetNull(row);
                        continue;
                    }

                    rows[1].SetMap(row, 1, out var keys, out var values);
                    keys.SetString(0, "k");
                    values.Values<double>()[0] = arguments[row];
                }
            });
        _db.Connection.Execute("CREATE TABLE t AS SELECT i FROM range(300000) r(i)");

        using var result = _db.Connection.Query(
            "SELECT count(*) FROM (SELECT i, lists(i) AS l FROM t) WHERE len(l.v) != i % 5 OR list_any_value(l.v) != i OR (l.m IS NULL) != (i % 7 = 0) OR l.m['k'] != i");

        result.ReadAll().ShouldBe([[0L]]);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        _db.Connection.Execute("CREATE TABLE t (v BIGINT[], m MAP(VARCHAR, BIGINT))");
        using var appender = _db.Connection.Append("t");

        Wrong<InvalidOperationException>(0, v => v.Values<long>()).ShouldBe("Values<Int64>() does not fit column \"v\" of type BIGINT[]; use SetList(row, length).");
        Wrong<InvalidOperationException>(0, v => v.Values<DuckDbListEntry>()).ShouldBe("Values<DuckDbListEntry>() does not fit column \"v\" of type BIGINT[]; use SetList(row, length).");
        Wrong<InvalidOperationException>(1, v => v.SetList(0, 1)).ShouldBe("SetList(row, length) does not fit column \"m\" of type MAP(VARCHAR, BIGINT); use SetMap(row, length, out keys, out values).");
        Wrong<InvalidOperationException>(0, v => v.SetMap(0, 1, out _, out _)).ShouldBe("SetMap(row, length, out keys, out values) does not fit column \"v\" of type BIGINT[]; use SetList(row, length).");
        Wrong<ArgumentOutOfRangeException>(0, v => v.SetList(2048, 1)).ShouldBe("There is no row 2048: the chunk holds 2048 rows, counted from 0. (Parameter 'row')");
        Wrong<ArgumentOutOfRangeException>(0, v => v.SetList(0, 2).SetNull(2)).ShouldBe("There is no element 2: the list has 2, counted from 0. (Parameter 'row')");
        Wrong<ArgumentOutOfRangeException>(0, v => v.SetList(0, -1)).ShouldStartWith("length ('-1') must be a non-negative value.");
        Wrong<InvalidOperationException>(0, v =>
        {
            var first = v.SetList(0, 1);
            v.SetList(1, 1);
            first.Values<long>();
        }).ShouldBe("The elements of a list of column \"v\" are written after another list was begun; fill each list before the next.");

        Wrong<InvalidOperationException>(1, v => v.SetLists([1])).ShouldBe("SetLists(lengths) does not fit column \"m\" of type MAP(VARCHAR, BIGINT); use SetMap(row, length, out keys, out values).");
        Wrong<ArgumentOutOfRangeException>(0, v => v.SetLists([1, -1])).ShouldStartWith("lengths ('-1') must be a non-negative value.");

        string Wrong<T>(int column, Action<DuckDbWriteVector> write)
            where T : Exception => Should.Throw<T>(() => write(appender.Chunk[column])).Message;
    }

    [Fact]
    public void Lists_of_lists_are_not_appended()
    {
        _db.Connection.Execute("CREATE TABLE t (v BIGINT[][])");

        Should.Throw<NotSupportedException>(() => _db.Connection.Append("t")).Message.ShouldBe(
            "Column \"v\" of table \"t\" is of type BIGINT[][], which cannot be appended. Append to a table with a VARCHAR column there and move the rows with INSERT INTO … SELECT and a CAST.");
    }

    private static T[]?[] Generate<T>(Func<Random, T> element)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, Rows).Select(i => random.Next(9) == 0 ? null : Enumerable.Range(0, i == 77 ? 9000 : random.Next(5)).Select(_ => element(random)).ToArray())];
    }

    private void Append(string type, Write write)
    {
        _db.Connection.Execute($"CREATE TABLE t (id INTEGER, v {type})");
        using var appender = _db.Connection.Append("t");
        for (var row = 0; row < Rows; row++)
        {
            appender.Chunk[0].Values<int>()[row % 2048] = row;
            write(appender.Chunk[1], row);
            appender.Chunk.RowCount = (row % 2048) + 1;
            if (appender.Chunk.RowCount == 2048)
            {
                appender.AppendChunk();
            }
        }

        appender.Close();
    }

    private void Read<T>(T[]?[] expected, Func<object, T[]> read)
    {
        var rows = _db.Connection.ReadAll("SELECT v FROM t ORDER BY id");

        rows.Count.ShouldBe(expected.Length);
        for (var row = 0; row < Rows; row++)
        {
            (rows[row][0] is { } value ? Bits(read(value)) : null).ShouldBe(expected[row] is { } list ? Bits(list) : null);
        }
    }

    private static object?[] Bits<T>(T[] list) => [.. list.Select(v => v is double number ? BitConverter.DoubleToInt64Bits(number) : (object?)v)];

    private delegate void Write(DuckDbWriteVector vector, int row);
}
