namespace Larder.Ingestion;

public sealed class RankedRowsTests
{
    [Fact]
    public void A_rank_is_the_number_of_rows_before()
    {
        var random = new Random(3);
        var (rows, all) = (new RankedRows(), new SortedSet<long>());
        for (var row = 0L; row < 200_000; row += 1 + (random.Next(50) == 0 ? random.Next(400) : random.Next(2)))
        {
            rows.Add(row);
            all.Add(row);
        }

        rows.Close();

        var rank = 0L;
        for (var row = 0L; row < 200_500; row++)
        {
            rows.RankOf(row).ShouldBe(all.Contains(row) ? rank++ : -1);
        }
    }
}
