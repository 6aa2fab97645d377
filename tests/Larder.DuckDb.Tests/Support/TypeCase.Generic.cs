namespace Larder.DuckDb.Tests.Support;

public delegate void Write<in T>(DuckDbWriteVector vector, int row, T value);

public delegate T Read<out T>(DuckDbVector vector, int row);

public sealed record TypeCase<T>(
    string Sql, T[] Edges, Func<Random, T> Generate, Write<T> Write, Action<DuckDbStatement, T> Bind, Read<T> Read)
    : TypeCase(Sql)
    where T : notnull
{
    public override void RoundTripThroughTheAppender(DuckDbConnection connection, int rows, int seed)
    {
        var random = new Random(seed);
        var expected = new (bool IsNull, T Value)[rows];
        connection.Execute($"CREATE OR REPLACE TABLE round_trip (id INTEGER, v {Sql})");

        using (var appender = connection.Append("round_trip"))
        {
            for (var row = 0; row < rows; row++)
            {
                var inChunk = row % appender.Chunk.Capacity;
                var atEdge = inChunk is 0 or 2047 || row == rows - 1;
                var value = row % 5 == 0 ? Edges[random.Next(Edges.Length)] : Generate(random);
                expected[row] = (atEdge || random.Next(10) == 0, value);

                appender.Chunk[0].Values<int>()[inChunk] = row;
                Write(appender.Chunk[1], inChunk, value);

                if (expected[row].IsNull)
                {
                    appender.Chunk[1].SetNull(inChunk);
                }

                appender.Chunk.RowCount = inChunk + 1;

                if (appender.Chunk.RowCount == appender.Chunk.Capacity)
                {
                    appender.AppendChunk();
                }
            }

            appender.Close();
        }

        Compare(connection, expected);
    }

    public override void RoundTripThroughParameters(DuckDbConnection connection, int seed)
    {
        var random = new Random(seed);
        using var statement = connection.Prepare($"SELECT ?::{Sql}");

        foreach (var value in Edges.Concat(Enumerable.Range(0, 50).Select(_ => Generate(random))))
        {
            Bind(statement, value);
            using var result = statement.Query();
            var chunk = result.Read().ShouldNotBeNull();
            result.Columns[0].Type.ToString().ShouldBe(Sql);
            chunk[0].IsValid(0).ShouldBeTrue();
            Read(chunk[0], 0).ShouldBe(value);
        }

        statement.BindNull(1);
        using var empty = statement.Query();
        var row = empty.Read().ShouldNotBeNull();
        row[0].IsValid(0).ShouldBeFalse();
        row[0].HasNulls.ShouldBeTrue();
    }

    private void Compare(DuckDbConnection connection, (bool IsNull, T Value)[] expected)
    {
        using var result = connection.Query("SELECT v FROM round_trip ORDER BY id");
        result.Columns.Single().Type.ToString().ShouldBe(Sql);
        var row = 0;

        while (result.Read() is { } chunk)
        {
            var vector = chunk[0];
            var nulls = 0;

            for (var i = 0; i < chunk.RowCount; i++, row++)
            {
                vector.IsValid(i).ShouldBe(!expected[row].IsNull);

                if (expected[row].IsNull)
                {
                    nulls++;
                    vector.GetValue(i).ShouldBeNull();
                }
                else if (!EqualityComparer<T>.Default.Equals(Read(vector, i), expected[row].Value))
                {
                    Assert.Fail($"Row {row}: wrote {expected[row].Value}, read {Read(vector, i)}.");
                }
            }

            vector.HasNulls.ShouldBe(nulls > 0);
            vector.Validity.IsEmpty.ShouldBe(nulls == 0);
        }

        row.ShouldBe(expected.Length);
    }
}
