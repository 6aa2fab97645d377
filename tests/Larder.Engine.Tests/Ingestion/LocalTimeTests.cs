using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

/// <summary>Local times of a zone become instants; where the clock was changed, by the declared policy.</summary>
public sealed class LocalTimeTests : LineFixture
{
    [Theory]
    [InlineData("london", "2011-01-15T12:00:00", "2011-01-15T12:00:00.000000")]
    [InlineData("london", "2011-07-15T12:00:00", "2011-07-15T11:00:00.000000")]
    [InlineData("london", "2011-07-15T12:00:00Z", "2011-07-15T12:00:00.000000")]
    [InlineData("london", "2011-07-15T12:00:00+03:00", "2011-07-15T09:00:00.000000")]
    [InlineData("london_earlier", "2011-10-30T01:30:00", "2011-10-30T00:30:00.000000")]
    [InlineData("london_later", "2011-10-30T01:30:00", "2011-10-30T01:30:00.000000")]
    [InlineData("london_earlier", "2011-03-27T01:30:00", "2011-03-27T01:30:00.000000")]
    [InlineData("london_later", "2011-03-27T01:30:00", "2011-03-27T01:30:00.000000")]
    [InlineData("lines", "2011-10-30T01:30:00", "2011-10-30T01:30:00.000000")]
    public async Task Local_times_become_instants(string source, string written, string instant)
    {
        await IngestAsync($"a,{written},1,2,x\n", source);

        Sql.Single($"SELECT _event_time, \"at\" FROM {World.Table(source)}").ShouldBe($"{instant} | {instant}");
    }

    [Theory]
    [InlineData("2011-10-30T01:30:00", "came twice in Europe/London, where the clocks were put back")]
    [InlineData("2011-03-27T01:30:00", "does not exist in Europe/London, where the clocks were put forward")]
    public async Task Without_a_policy_they_stop_the_run(string written, string problem)
    {
        var refused = await Should.ThrowAsync<InvalidInputException>(() => IngestAsync($"a,2011-01-01T00:00:00,1,2,x\na,{written},1,2,x\n", "london"));

        refused.Message.ShouldBe(
            $"{World.Folder}/lines.csv, row 2, column At: the local time {written} {problem}. Nothing was stored; tell WithTimeZone what to do with such times (LocalTimePolicy.Earlier or Later), or correct the file, and ingest again.");
        NothingIsStored("london");
    }

    [Fact]
    public async Task Parquet_times_are_local_unless_the_file_says_that_they_are_instants()
    {
        var path = Path.Combine(World.Folder, "it's.parquet");
        Sql.Execute($"COPY (SELECT 'a' AS customer, TIMESTAMP '2011-07-15 12:00:00' AS \"at\", 1.5 AS amount, 2 AS count, 'x' AS note) TO {ClickCase.Literal(path)} (FORMAT parquet)");
        await World.IngestAsync("columnar", path);
        Sql.Execute($"SET TimeZone = 'UTC'; COPY (SELECT 'b' AS customer, TIMESTAMPTZ '2011-07-15 12:00:00+02' AS \"at\", 1.5::FLOAT AS amount, 2::UTINYINT AS count, NULL::VARCHAR AS note) TO {ClickCase.Literal(path)} (FORMAT parquet)");
        await World.IngestAsync("columnar", path);

        Sql.Lines($"SELECT customer, _event_time, _known_at, \"at\", amount, count, note FROM {World.Table("columnar")} ORDER BY _sequence").ShouldBe(
        [
            $"a | 2011-07-15T11:00:00.000000 | 2011-07-15T11:00:00.000000 | 2011-07-15T11:00:00.000000 | {Sql.Cell(1.5)} | 2 | x",
            $"b | 2011-07-15T10:00:00.000000 | 2011-07-15T10:00:00.000000 | 2011-07-15T10:00:00.000000 | {Sql.Cell(1.5)} | 2 | null",
        ]);
    }

    [Fact]
    public async Task A_file_that_is_no_parquet_is_refused()
    {
        var path = World.Write("lines.parquet", "customer,at,amount,count,note\n");

        var refused = await Should.ThrowAsync<InvalidInputException>(() => World.IngestAsync("columnar", path));

        refused.Message.ShouldBe($"The input {path} cannot be read: No magic bytes found at end of file '{path}'. Nothing was stored; correct the file and ingest again.");
        NothingIsStored("columnar");
    }

    [Fact]
    public async Task Parquet_values_that_do_not_fit_are_refused()
    {
        var path = Path.Combine(World.Folder, "lines.parquet");
        Sql.Execute($"COPY (SELECT 'a' AS customer, TIMESTAMP '2011-07-15 12:00:00' AS \"at\", 'much' AS amount, 2 AS count, 'x' AS note) TO '{path}' (FORMAT parquet)");

        var refused = await Should.ThrowAsync<InvalidInputException>(() => World.IngestAsync("columnar", path));

        refused.Message.ShouldBe($"The input {path} cannot be read: Could not convert string 'much' to DOUBLE when casting from source column amount. Nothing was stored; correct the file and ingest again.");
        NothingIsStored("columnar");
    }
}
