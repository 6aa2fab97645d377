using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

/// <summary>A quote that is not closed is named by its own line, wherever the engine notices.</summary>
public sealed class OpenQuoteTests : LineFixture
{
    private const string Day = "2024-01-01T00:00:00";

    [Theory]
    [InlineData(10, 4)]
    [InlineData(200_000, 150_000)]
    [InlineData(200_000, 200_000)]
    [InlineData(200_000, 1)]
    public Task A_quote_never_closed_is_named_by_the_line_it_opens_in(int lines, int open) =>
        RefusedAsync(string.Concat(Enumerable.Range(1, lines).Select(i => $"c{i},{Day},1,2,{(i == open ? "\"said" : "x")}\n")), open + 1);

    [Fact]
    public Task A_quote_closed_by_the_opening_one_of_a_later_field_is_named() =>
        RefusedAsync(string.Concat(Enumerable.Range(1, 50_000).Select(i => $"c{i},{Day},1,2,{(i == 40_000 ? "\"said" : i == 49_000 ? "\"whole\"" : "x")}\n")), 40_001);

    [Fact]
    public Task Quoted_line_breaks_before_it_count_as_lines() =>
        RefusedAsync($"a,{Day},1,2,\"two\nlines and \"\"quotes\"\"\"\r\nb,{Day},1,2,\"open\nc,{Day},1,2,x\n", 4);

    [Fact]
    public async Task Another_mistake_is_told_as_it_was()
    {
        var refused = await Should.ThrowAsync<InvalidInputException>(() => IngestAsync($"a,{Day},1,2,\"x\"\nb,{Day},1,2,x,surplus\n"));

        refused.Message.ShouldBe($"The input {World.Folder}/lines.csv cannot be read: CSV Error on Line: 3; Expected Number of Columns: 5 Found: 6. Nothing was stored; correct the file and ingest again.");
    }

    private async Task RefusedAsync(string lines, int line)
    {
        var refused = await Should.ThrowAsync<InvalidInputException>(() => IngestAsync(lines));

        refused.Message.ShouldBe($"{World.Folder}/lines.csv, line {line}: a quote opens in this line that is not closed at the end of its field. Nothing was stored; close it, or double it where it is text, and ingest again.");
        NothingIsStored();
    }
}
