using System.Globalization;
using Larder.Errors;
using Larder.Support;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>Shapes of CSV that must be read as they are meant.</summary>
public sealed class CsvShapeTests : LineFixture
{
    private const string Day = "2024-01-01T00:00:00";
    private const string DayCell = "2024-01-01T00:00:00.000000";

    [Fact]
    public async Task A_byte_order_mark_and_crlf_are_no_data()
    {
        await World.IngestAsync("lines", World.Write("lines.csv", "\uFEFFcustomer,at,amount,count,note\r\na," + Day + ",1.5,2,x\r\nb," + Day + ",2.5,,y\r\n"));

        Stored().ShouldBe([$"a | {DayCell} | 1.5 | 2 | x", $"b | {DayCell} | 2.5 | null | y"]);
    }

    [Fact]
    public async Task Quoted_commas_quotes_and_line_breaks_are_data()
    {
        await IngestAsync($"\"a,b\",{Day},1,2,\"say \"\"hi\"\"\"\n\"O'Brien; DROP TABLE x --\",{Day},1,2,\"two\nlines\"\nünï💥,{Day},1,2,\" padded \"\n");

        Stored().ShouldBe([$"a,b | {DayCell} | 1.0 | 2 | say \"hi\"", $"O'Brien; DROP TABLE x -- | {DayCell} | 1.0 | 2 | two\nlines", $"ünï💥 | {DayCell} | 1.0 | 2 |  padded "]);
    }

    [Fact]
    public async Task Columns_may_come_in_any_order_with_others_between()
    {
        await World.IngestAsync("lines", World.Write("lines.csv", $"extra,NOTE,\"other, one\",Count,AT,C_u_stomer,amount\n1,x,2,3,{Day},a,4.25\n"));

        Stored().ShouldBe([$"a | {DayCell} | 4.25 | 3 | x"]);
    }

    [Fact]
    public async Task A_last_line_without_a_line_break_counts()
    {
        var report = await IngestAsync($"a,{Day},1,2,x\nb,{Day},1,2,x");

        report.Counts.RowsRead.ShouldBe(2);
    }

    [Fact]
    public async Task A_huge_field_is_kept_whole()
    {
        var note = new string('x', 1_500_000) + "é";
        await IngestAsync($"a,{Day},1,2,{note}\n");

        Sql.Single($"SELECT length(note) FROM {World.Table("lines")}").ShouldBe("1500001");
    }

    [Theory]
    [InlineData(3, "first", 2)]
    [InlineData(3, "middle", 3)]
    [InlineData(40, "only", 2)]
    [InlineData(40, "middle", 3)]
    [InlineData(40, "last", 3)]
    [InlineData(40, "unended", 3)]
    public async Task A_line_beyond_the_limit_is_refused_wherever_it_stands(int megabytes, string place, int line)
    {
        var small = $"a,{Day},1,2,x\n";
        var huge = $"a,{Day},1,2,{new string('x', megabytes * 1_000_000)}";
        var content = place switch { "only" => huge + "\n", "first" => huge + "\n" + small, "middle" => small + huge + "\n" + small, "last" => small + huge + "\n", _ => small + huge };

        var refused = await Should.ThrowAsync<InvalidInputException>(() => IngestAsync(content));

        refused.Message.ShouldBe($"{World.Folder}/lines.csv, line {line} is longer than 2,000,000 bytes. Nothing was stored; look for a missing line break, or shorten the line, and ingest again.");
        NothingIsStored();
    }

    [Theory]
    [InlineData("2011-12-09", "2011-12-09T00:00:00.000000")]
    [InlineData("2011-12-09 12:50:01", "2011-12-09T12:50:01.000000")]
    [InlineData("2011-12-09T12:50:01.123456", "2011-12-09T12:50:01.123456")]
    [InlineData("2011-12-09T12:50:01.1234569", "2011-12-09T12:50:01.123456")]
    [InlineData("2011-12-09T12:50:01Z", "2011-12-09T12:50:01.000000")]
    [InlineData("2011-12-09T12:50:01+05:30", "2011-12-09T07:20:01.000000")]
    [InlineData("2011-12-09T00:10:00.5-08:00", "2011-12-09T08:10:00.500000")]
    [InlineData("1969-12-31T23:59:59.999999", "1969-12-31T23:59:59.999999")]
    [InlineData("0001-01-01T00:00:00", "0001-01-01T00:00:00.000000")]
    [InlineData("9999-12-31T23:59:59.999999", "9999-12-31T23:59:59.999999")]
    public async Task Times_are_read_to_the_microsecond(string written, string stored)
    {
        await IngestAsync($"a,{written},1,2,x\n");

        Sql.Single($"SELECT _event_time, \"at\", _known_at FROM {World.Table("lines")}").ShouldBe($"{stored} | {stored} | {stored}");
    }

    [Fact]
    public async Task Numbers_keep_their_bits_but_zero_and_nan_have_one_form()
    {
        string[] written = ["0.1", "1e308", "5e-324", "-0.0", "0", "NaN", "Infinity", "-1e-7"];
        await IngestAsync(string.Concat(written.Select(w => $"a,{Day},{w},{long.MinValue.ToString(CultureInfo.InvariantCulture)},x\n")));

        Sql.Lines($"SELECT amount FROM {World.Table("lines")} ORDER BY _sequence").ShouldBe(
            new[] { 0.1, 1e308, 5e-324, 0.0, 0.0, double.NaN, double.PositiveInfinity, -1e-7 }.Select(d => Sql.Cell(d)));
    }

    [Fact]
    public async Task Rows_are_numbered_across_chunks_and_kept_in_file_order()
    {
        var report = await IngestAsync(string.Concat(Enumerable.Range(0, 30_000).Select(i => $"c{i % 7},{Day},{i},2,n{i}\n")), workspace: World.With(threads: 4));

        report.Counts.RowsStored.ShouldBe(30_000);
        Sql.Single($"SELECT count(*), bool_and(amount = _sequence AND note = 'n' || _sequence) FROM {World.Table("lines")}").ShouldBe("30000 | True");
        var refused = await Should.ThrowAsync<InvalidInputException>(
            () => IngestAsync(string.Concat(Enumerable.Range(0, 30_000).Select(i => $"c{i % 7},{Day},{(i == 25_000 ? "?" : i)},2,n{i}\n")), workspace: World.With(threads: 4)));
        refused.Message.ShouldBe($"{World.Folder}/lines.csv, row 25001, column Amount: '?' cannot be read, expected a number with a decimal point, NaN, Infinity or -Infinity. Nothing was stored; correct the file and ingest again.");
    }

    [Fact]
    public async Task A_delay_moves_the_known_time_only()
    {
        await IngestAsync($"a,{Day},1,2,x\n", "delayed");

        Sql.Single($"SELECT _event_time, _known_at FROM {World.Table("delayed")}").ShouldBe($"{DayCell} | 2024-01-01T02:00:00.000000");
    }

    [Fact]
    public async Task A_folder_of_states_may_have_quotes_in_its_name()
    {
        await IngestAsync($"a,{Day},1,2,x\n", workspace: World.With(state: Path.Combine(World.Folder, "it's; \"a\" state ü")));

        Directory.GetFiles(World.Folder, "*.parquet", SearchOption.AllDirectories).ShouldHaveSingleItem().ShouldContain($"event_date={Instant.From(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc)).ToString()[..10]}");
    }
}
