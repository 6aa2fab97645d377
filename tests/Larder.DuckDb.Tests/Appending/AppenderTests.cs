using Larder.DuckDb.Tests.Support;

namespace Larder.DuckDb.Tests.Appending;

public sealed class AppenderTests : IDisposable
{
    private readonly TestDatabase _db = TestDatabase.Open();

    public AppenderTests() => _db.Connection.Execute("CREATE TABLE t (i INTEGER PRIMARY KEY, s VARCHAR)");

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Rows_over_many_chunks_arrive_once_the_appender_is_closed()
    {
        const int Rows = 500_000;
        using var other = _db.Database.Connect();

        using (var appender = _db.Connection.Append("t"))
        {
            Fill(appender, Rows);
            other.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(0);
            appender.Close();
            appender.RowsAppended.ShouldBe(Rows);
        }

        other.ReadAll("SELECT count(*), sum(i)::BIGINT, count(s), max_by(s, i) FROM t").Single()
            .ShouldBe([(long)Rows, (long)Rows * (Rows - 1) / 2, (long)Rows * 2 / 3, "text number 499999"]);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(500_000)]
    public void Disposing_without_closing_keeps_nothing(int rows)
    {
        using (var appender = _db.Connection.Append("t"))
        {
            Fill(appender, rows);
        }

        _db.Connection.QueryScalar<long>("SELECT count(*) FROM t").ShouldBe(0);
        _db.Connection.Execute("BEGIN; COMMIT").ShouldBe(0);
    }

    private static void Fill(DuckDbAppender appender, int rows, int first = 0)
    {
        for (var start = first; start < first + rows; start += appender.Chunk.Capacity)
        {
            var count = Math.Min(appender.Chunk.Capacity, first + rows - start);
            var numbers = appender.Chunk[0].Values<int>();
            var texts = appender.Chunk[1];

            for (var row = 0; row < count; row++)
            {
                numbers[row] = start + row;

                if ((start + row) % 3 == 0)
                {
                    texts.SetNull(row);
                }
                else
                {
                    texts.SetString(row, $"text number {start + row}");
                }
            }

            appender.Chunk.RowCount = count;
            appender.AppendChunk();
        }
    }
}
