namespace Larder.DuckDb;

public sealed class CopyTextsTests
{
    [Fact]
    public void Texts_of_a_result_are_copied_with_their_nulls_in_the_order_wanted_and_taken_chunks_outlive_it()
    {
        using var database = DuckDbDatabase.Open();
        using var reading = database.Connect();
        using var writing = database.Connect();
        writing.Execute("CREATE TABLE copied (t VARCHAR)", TestContext.Current.CancellationToken);
        using var appender = writing.Append("copied");
        DuckDbChunk taken;
        using (var result = reading.Query("SELECT * FROM (VALUES ('short'), (NULL), ('longer than twelve bytes ü'), ('')) v(t)", TestContext.Current.CancellationToken))
        {
            taken = result.Take(TestContext.Current.CancellationToken)!;
            result.Take(TestContext.Current.CancellationToken).ShouldBeNull();
        }

        using (taken)
        {
            var chunk = appender.Chunk;
            chunk.RowCount = 5;
            chunk[0].SetString(0, "first");
            chunk[0].CopyTexts(1, taken[0], [2, 1, 3, 0]);
        }

        appender.AppendChunk();
        appender.Close();

        writing.QueryScalar<string>("SELECT string_agg(coalesce(t, 'null'), '|' ORDER BY rowid) FROM copied", TestContext.Current.CancellationToken)
            .ShouldBe("first|longer than twelve bytes ü|null||short");
    }

    [Fact]
    public void Other_columns_than_texts_are_refused()
    {
        using var database = DuckDbDatabase.Open();
        using var reading = database.Connect();
        using var writing = database.Connect();
        writing.Execute("CREATE TABLE copied (t BIGINT)", TestContext.Current.CancellationToken);
        using var appender = writing.Append("copied");
        using var result = reading.Query("SELECT 'text' AS t", TestContext.Current.CancellationToken);
        using var taken = result.Take(TestContext.Current.CancellationToken)!;

        Should.Throw<InvalidOperationException>(() => appender.Chunk[0].CopyTexts(0, taken[0], [0]));
    }
}
