using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Materialization;
using Larder.Offline;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.Reference;
using Larder.Serving.Online;
using Larder.Support;
using Larder.Types;

namespace Larder.Revisions;

/// <summary>Corrections and withdrawals: each row counts from its known time until that of the next row of its id, in history and online.</summary>
public sealed class RevisionTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(801, CaseCount.Of(8))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Training_values_are_those_of_the_naive_twin_at_every_time(int seed)
    {
        var (generated, world) = await IngestAsync(seed);
        using var disposed = world;
        var random = new Random(seed);
        var points = BookingCase.Guests
            .SelectMany(guest => generated.Rows.Select(r => r.Order).SelectMany(o => new[] { o.KnownAt, o.KnownAt - TimeSpan.FromMicroseconds(1), o.EventTime + TimeSpan.FromHours(random.Next(60)) })
                .Select(at => (Key: FeatureValue.From(guest), At: at)))
            .ToArray();

        var vectors = await new OfflineFeatures(world.With(threads: 1 + (seed % 3))).ReadAsync(Plan(world), points, TestContext.Current.CancellationToken);

        for (var i = 0; i < points.Length; i++)
        {
            vectors[i].Entries.ShouldBe(generated.Features(points[i].Key.AsString()!, points[i].At), $"{points[i].Key} at {points[i].At}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Served_values_are_those_of_the_naive_twin_after_each_ingest(int seed)
    {
        var (generated, world) = await IngestAsync(seed, files: 0);
        using var disposed = world;
        var told = 0;
        foreach (var part in generated.Rows.Chunk(45))
        {
            await world.IngestAsync("bookings", world.Write($"bookings{told}.csv", BookingCase.Csv(part)));
            told += part.Length;
            var asOf = generated.Rows.Take(told).Max(r => r.Order.KnownAt > r.Order.EventTime ? r.Order.KnownAt : r.Order.EventTime);
            var reader = await MaterializeAsync(world.Workspace, Plan(world));
            var points = BookingCase.Guests.SelectMany(g => new[] { 0, 1, 20, 60 }.Select(h => (Guest: g, At: asOf + TimeSpan.FromHours(h)))).ToArray();
            var offline = await new OfflineFeatures(world.Workspace).ReadAsync(Plan(world), [.. points.Select(p => (FeatureValue.From(p.Guest), p.At))], TestContext.Current.CancellationToken);
            for (var i = 0; i < points.Length; i++)
            {
                (await ReadAsync(reader, points[i].Guest, points[i].At)).ShouldBe(offline[i].Entries, $"{points[i]} as of {asOf}");
                if (told == generated.Rows.Count)
                {
                    offline[i].Entries.ShouldBe(generated.Features(points[i].Guest, points[i].At), $"{points[i]}");
                }
            }
        }
    }

    [Fact]
    public async Task A_read_before_the_last_correction_is_refused_by_a_row_view()
    {
        using var world = new World(BookingRepository.Catalog);
        await world.IngestAsync("bookings", world.Write("bookings.csv", """
            guest,id,op,at,known_at,price,is_paid
            g1,b1,,2024-05-01T10:00:00,2024-05-01T10:00:00,10,true
            g1,b2,,2024-05-02T10:00:00,2024-05-02T10:00:00,20,true
            g1,b2,delete,2024-05-03T10:00:00,2024-05-03T10:00:00,,
            """));
        var reader = await MaterializeAsync(world.Workspace, Plan(world));

        (await ReadAsync(reader, "g1", Instant.From(new DateTime(2024, 5, 3, 10, 0, 0, DateTimeKind.Utc))))[0].Value.ShouldBe(FeatureValue.From(10d));
        (await Should.ThrowAsync<InvalidInputException>(() => ReadAsync(reader, "g1", Instant.From(new DateTime(2024, 5, 3, 9, 0, 0, DateTimeKind.Utc))))).Message.ShouldBe(
            "View last cannot be read as of 2024-05-03T09:00:00Z: the row of guest_id 'g1' was another one until 2024-05-03T10:00:00Z, and the online store keeps the newest row only. "
            + "Leave out as_of, or build a training set for the past.");
    }

    [Theory]
    [InlineData(811)]
    [InlineData(812)]
    [InlineData(813)]
    public async Task A_spine_of_cutoffs_has_rows_for_what_counted_then_and_labels_by_what_counts_now(int seed)
    {
        var (generated, world) = await IngestAsync(seed);
        using var disposed = world;
        var (first, last) = (generated.Rows.Min(r => r.Order.EventTime), generated.Rows.Max(r => r.Order.EventTime));
        const long Hour = 3_600_000_000;
        var expected = new List<string>();
        for (var cutoff = ((first.Microseconds / (6 * Hour)) - 1) * 6 * Hour; cutoff + (9 * Hour) <= last.Microseconds; cutoff += 6 * Hour)
        {
            var at = new Instant(cutoff);
            foreach (var guest in BookingCase.Guests.Where(_ => at >= first + TimeSpan.FromHours(12)))
            {
                var mine = generated.Of(guest, _ => true).ToArray();
                if (mine.Any(m => m.Order.EventTime < at && m.Order.EventTime >= at - TimeSpan.FromHours(12) && m.Order.KnownAt <= at && !(m.RetractedAt <= at)))
                {
                    var label = mine.Any(m => m.RetractedAt is null && m.Order.EventTime > at && m.Order.EventTime <= at + TimeSpan.FromHours(9));
                    expected.Add($"{guest} {Sql.Cell(at.ToDateTime())} {label}");
                }
            }
        }

        var set = await new TrainingSetBuilder(world.Workspace).BuildAsync(
            world.Catalog.Service("of_guest"), world.Catalog.Spine("lately"), cancellationToken: TestContext.Current.CancellationToken);

        expected.ShouldNotBeEmpty();
        Sql.Rows($"SELECT * FROM read_parquet('{set.Path}')").Select(r => $"{r["guest_id"]} {r["event_timestamp"]} {r["label"]}").ShouldBe(expected);
    }

    [Fact]
    public async Task A_spine_of_events_leaves_out_what_was_withdrawn_or_corrected()
    {
        var (generated, world) = await IngestAsync(821);
        using var disposed = world;
        var expected = BookingCase.Guests.SelectMany(g => generated.Of(g, b => b.IsPaid == true)).Where(m => m.RetractedAt is null).OrderBy(m => m.Order)
            .Select(m => $"{m.Booking.Guest} {Sql.Cell(m.Booking.At)} {m.Booking.Price > 0}").ToArray();

        var set = await new TrainingSetBuilder(world.Workspace).BuildAsync(
            world.Catalog.Service("of_guest"), world.Catalog.Spine("each_paid"), cancellationToken: TestContext.Current.CancellationToken);

        Sql.Rows($"SELECT * FROM read_parquet('{set.Path}')").Select(r => $"{r["guest_id"]} {r["event_timestamp"]} {r["label"]}").ShouldBe(expected);
    }

    private static FeaturePlan Plan(World world) => FeaturePlan.For(world.Catalog.Service("of_guest"));

    private static async Task<(BookingCase Generated, World World)> IngestAsync(int seed, int files = 3)
    {
        var generated = new BookingCase(seed, rows: 90);
        var world = new World(BookingRepository.Catalog);
        foreach (var (part, i) in files == 0 ? [] : generated.Rows.Chunk((generated.Rows.Count / files) + 1).Select((p, i) => (p, i)))
        {
            await world.IngestAsync("bookings", world.Write($"bookings{i}.csv", BookingCase.Csv(part)));
        }

        return (generated, world);
    }

    private static async Task<FeatureReader> MaterializeAsync(Workspace workspace, FeaturePlan plan)
    {
        foreach (var view in plan.Sources)
        {
            await new Materializer(workspace).RunAsync(view, cancellationToken: TestContext.Current.CancellationToken);
        }

        return new FeatureReader(workspace.Catalog, await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, TestContext.Current.CancellationToken), workspace.Online);
    }

    private static async Task<IReadOnlyList<OfflineEntry>> ReadAsync(FeatureReader reader, string guest, Instant at)
    {
        using var frame = reader.PlanOf("of_guest").Rent();
        frame.SetKey(0, EntityKey.From(FeatureValue.From(guest)));
        await reader.ReadAsync(frame, at, TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, frame.Plan.Plan.Outputs.Count).Select(o => new OfflineEntry(frame.Value(0, o), frame.Status(0, o), frame.EventTime(0, o)))];
    }
}
