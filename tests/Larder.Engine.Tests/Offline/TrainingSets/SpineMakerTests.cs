using System.Globalization;
using System.Text;
using Larder.Errors;
using Larder.Reference;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>The spines that a repository declares: their rows, labels and request columns against loops over all events.</summary>
public sealed class SpineMakerTests
{
    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(407)]
    public async Task Cutoffs_on_a_grid_make_a_row_per_active_entity(int seed)
    {
        var (generated, rows) = await BuildAsync(seed, "of_user", "quarter_daily", clicks: 30);
        var expected = Expected(generated.History.Select(h => (h.Click.User, h.Order, true)).ToArray(), hours: (6, 12, 9));

        expected.ShouldNotBeEmpty();
        rows.Select(r => Row(r, "user_id")).ShouldBe(expected);
        Expected(generated.History.Select(h => (h.Click.User, h.Order with { KnownAt = h.Order.EventTime }, true)).ToArray(), hours: (6, 12, 9)).Count
            .ShouldBeGreaterThan(expected.Count, "some entity must be active by what nobody knew yet, or the test shows nothing");
    }

    [Theory]
    [InlineData(411, 0)]
    [InlineData(412, 1)]
    [InlineData(413, 180)]
    [InlineData(414, 239)]
    [InlineData(415, 400)]
    [InlineData(416, 540)]
    [InlineData(417, 541)]
    public async Task An_entity_is_active_by_what_is_known_at_the_cutoff(int seed, int delayMinutes)
    {
        var random = new Random(seed);
        var start = new DateTime(1969, 12, 31, 20, 0, 0, DateTimeKind.Utc);
        var visits = Enumerable.Range(0, 150)
            .Select(_ => new Visit(random.Next(12) == 0 ? null : $"g{random.Next(9)}", start.AddMinutes(random.Next(64) * 60), random.Next(4) switch { 0 => null, 1 => false, _ => true }))
            .ToArray();
        using var world = new World(Visits.Catalog(TimeSpan.FromMinutes(delayMinutes)));
        var lines = visits.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Guest},{v.At:yyyy-MM-ddTHH:mm:ss},{v.IsPaid}"));
        await world.IngestAsync("visits", world.Write("visits.csv", $"guest,at,is_paid\n{string.Join('\n', lines)}\n"));
        var history = visits
            .Select((v, i) => (v.Guest, new EventOrder(Instant.From(v.At), Instant.From(v.At) + TimeSpan.FromMinutes(delayMinutes), i), v.IsPaid != false))
            .ToArray();

        var expected = Expected(history, hours: (3, 9, 6));
        if (expected.Count == 0)
        {
            delayMinutes.ShouldBe(541);
            (await Should.ThrowAsync<InvalidInputException>(() => BuildAsync(world))).Message.ShouldBe(
                $"Spine lately has no rows: visits holds 150 events up to {history.Max(h => h.Item2.KnownAt)}, too short a time for the spans it declares, or known too late for them. "
                + "Ingest more, or change activeWithin and label.");
            return;
        }

        var set = await BuildAsync(world);
        if (delayMinutes >= 180)
        {
            Expected(history.Select(h => (h.Guest, h.Item2 with { KnownAt = h.Item2.EventTime }, h.Item3)).ToArray(), hours: (3, 9, 6)).Count
                .ShouldBeGreaterThan(expected.Count, "some entity must be active by what nobody knew yet, or the test shows nothing");
        }

        Sql.Rows($"SELECT * FROM read_parquet('{set.Path}')").Select(r => Row(r, "guest_id")).ShouldBe(expected);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public async Task Each_event_makes_a_row_that_sees_what_came_before_it(int seed)
    {
        var (generated, rows) = await BuildAsync(seed, "of_user_request", "each_mobile_click", clicks: 120);
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

    private static Task<TrainingSet> BuildAsync(World world) => new TrainingSetBuilder(world.Workspace).BuildAsync(
        world.Catalog.Service("of_guest"), world.Catalog.Spine("lately"), cancellationToken: TestContext.Current.CancellationToken);

    private static string Row(IReadOnlyDictionary<string, string> cells, string key) => $"{cells[key]} {cells["event_timestamp"][..19]}Z {cells["label"]}";

    /// <summary>The rows by the naive twin: by cut-off, then by the order of the keys.</summary>
    private static List<string> Expected(IReadOnlyList<(string? Key, EventOrder Order, bool Counts)> history, (int Period, int Active, int Label) hours)
    {
        var (first, last) = (history.Min(h => h.Order.EventTime), history.Max(h => h.Order.EventTime));
        var keys = history.Where(h => h.Counts).Select(h => h.Key).OfType<string>().Distinct();
        return
        [
            .. keys
                .SelectMany(key => NaiveSpine.Rows(
                    [.. history.Where(h => h.Counts && h.Key == key).Select(h => h.Order)],
                    first,
                    last,
                    TimeSpan.FromHours(hours.Period),
                    TimeSpan.FromHours(hours.Active),
                    TimeSpan.FromHours(hours.Label)).Select(row => (key, row)))
                .OrderBy(r => r.row.Cutoff)
                .ThenBy(r => Convert.ToHexString(Encoding.UTF8.GetBytes(r.key)), StringComparer.Ordinal)
                .Select(r => $"{r.key} {r.row.Cutoff} {r.row.Label}"),
        ];
    }

    private static async Task<(ClickCase Generated, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)> BuildAsync(int seed, string service, string spine, int clicks)
    {
        var generated = new ClickCase(seed, clicks, files: 2);
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
