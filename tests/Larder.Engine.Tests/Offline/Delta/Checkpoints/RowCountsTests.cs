using System.Text;
using System.Text.Json;
using Larder.Reference;

namespace Larder.Offline.Delta;

/// <summary>The number of rows taken from the beginning of statistics is the one that reading all of them finds, or none is taken.</summary>
public sealed class RowCountsTests
{
    private static readonly string[] Pieces =
    [
        "\"numRecords\":7", "\"numRecords\":-1", "\"numRecords\":null", "\"numRecords\":12e3", "\"numRecords\":1.0", "\"numRecords\": 5", "\"numRecords\":99999999999999999999",
        "\"num\\u0052ecords\":8", "\"minValues\":{\"numRecords\":3}", "\"minValues\":{\"a\":\"}\"}", "\"maxValues\":{\"a\":\"\\\"numRecords\\\":4\"}", "\"b\":[1,{}]",
    ];

    [Fact]
    public void What_the_beginning_says_is_what_reading_all_of_it_finds()
    {
        var random = new Random(20261201);
        var taken = 0;
        for (var i = 0; i < CaseCount.Of(5_000); i++)
        {
            var stats = Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Pieces[random.Next(Pieces.Length)]))}}}");
            if (RowCounts.TryLeading(stats, out var rows))
            {
                RowCounts.Read(stats).ShouldBe(rows, Encoding.UTF8.GetString(stats));
                taken++;
            }
        }

        taken.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("""{"numRecords":12,"minValues":{}}""", 12L)]
    [InlineData("""{"numRecords":0}""", 0L)]
    [InlineData("""{"minValues":{},"numRecords":12}""", null)]
    [InlineData("""{"numRecords":12""", null)]
    [InlineData("""{"numRecords":12,"numRecords":13}""", null)]
    [InlineData("", null)]
    public void It_is_taken_from_the_beginning_only_where_nothing_else_could_count(string stats, long? expected) =>
        (RowCounts.TryLeading(Encoding.UTF8.GetBytes(stats), out var rows) ? rows : (long?)null).ShouldBe(expected);

    [Theory]
    [InlineData("{")]
    [InlineData("x")]
    public void What_is_no_JSON_is_an_error_of_the_reader(string stats) => Should.Throw<JsonException>(() => RowCounts.Read(Encoding.UTF8.GetBytes(stats)));
}
