using System.Text;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>The spines that a repository declares: their rows, labels and request columns against loops over all events.</summary>
public sealed class SpineMakerTests
{
    private const long Hour = 3_600_000_000;

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    public async Task Cutoffs_on_a_grid_make_a_row_per_active_entity(int seed)
    {
        var (generated, rows) = await BuildAsync(seed, "of_user", "quarter_daily");
        var history = generated.History.Select(h => (h.Click.User, Time: h.Order.EventTime.Microseconds)).ToArray();
        var (first, last) = (history.Min(h => h.Time), history.Max(h => h.Time));
        var users = history.Select(h => h.User).OfType<string>().Distinct().OrderBy(u => Convert.ToHexString(Encoding.UTF8.GetBytes(u)), StringComparer.Ordinal).ToArray();
        var expected = new List<string>();
        for (var step = -4_000L; step < 120_000; step++)
        {
            var cutoff = step * 6 * Hour;
            if (cutoff < first + (12 * Hour) || cutoff + (9 * Hour) > last)
            {
                continue;
            }

            expected.AddRange(users
                .Where(u => history.Any(h => h.User == u && h.Time >= cutoff - (12 * Hour) && h.Time < cutoff))
                .Select(u => $"{u} {new Instant(cutoff)} {history.Any(h => h.User == u && h.Time > cutoff && h.Time <= cutoff + (9 * Hour))}"));
        }

        expected.ShouldNotBeEmpty();
        rows.Select(r => $"{r["user_id"]} {r["event_timestamp"][..19]}Z {r["label"]}").ShouldBe(expected);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public async Task Each_event_makes_a_row_that_sees_what_came_before_it(int seed)
    {
        var (generated, rows) = await BuildAsync(seed, "of_user_request", "each_mobile_click");
        var events = generated.History.Where(h => h.Click is { IsMobile: true, User: not null }).OrderBy(h => h.Order).ToArray();

        rows.Count.ShouldBe(events.Length);
        for (var row = 0; row < rows.Count; row++)
        {
            var (click, order) = events[row];
            var naive = NaiveClicks.OfUser(generated.History, click.User, order.EventTime);
            (rows[row]["user_id"], rows[row]["event_timestamp"], rows[row]["label"], rows[row]["basket"]).ShouldBe(
                (Sql.Cell(click.User), Sql.Cell(order.EventTime.ToDateTime()), Sql.Cell(click.Points > 0), Sql.Cell(click.Amount)));
            rows[row]["activity__amount_2d"].ShouldBe(naive["activity__amount_2d"]);
            var amount = BitConverter.Int64BitsToDouble(Convert.ToInt64(naive["activity__amount_2d"].Split('#')[1], 16));
            rows[row]["ratio__basket_to_amount"].ShouldBe(Sql.Cell(amount == 0 ? null : click.Amount / amount));
        }
    }

    private static async Task<(ClickCase Generated, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)> BuildAsync(int seed, string service, string spine)
    {
        var generated = new ClickCase(seed, clicks: 120, files: 2);
        using var world = new World(ClickRepository.Catalog);
        foreach (var (file, i) in generated.Files.Select((f, i) => (f, i)))
        {
            await world.IngestAsync("clicks", world.Write($"c{i}.csv", ClickCase.Csv(file)));
        }

        var set = await new TrainingSetBuilder(world.Workspace).BuildAsync(
            world.Catalog.Service(service), world.Catalog.Spine(spine), cancellationToken: TestContext.Current.CancellationToken);
        return (generated, Sql.Rows($"SELECT * FROM read_parquet('{set.Path}')"));
    }
}
