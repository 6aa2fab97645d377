using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Reference;
using Larder.Revisions;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>Ranges of event time: together they leave what one run over everything leaves, in whatever order they come and however often, and alone they never set anything back.</summary>
public sealed class RangeTests : LineFixture
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(501, CaseCount.Of(6))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Ranges_that_hold_everything_leave_what_one_run_over_everything_leaves(int seed)
    {
        var random = new Random(seed);
        var (clicks, bookings) = (new ClickCase(seed, clicks: 120, files: 2), new BookingCase(seed, rows: 60));
        using var clicked = new World(ClickRepository.Catalog);
        using var booked = new World(BookingRepository.Catalog);
        foreach (var (file, i) in clicks.Files.Select((f, i) => (f, i)))
        {
            await clicked.IngestAsync("clicks", clicked.Write($"c{i}.csv", ClickCase.Csv(file)));
        }

        await booked.IngestAsync("bookings", booked.Write("bookings.csv", BookingCase.Csv(bookings.Rows)));
        foreach (var (world, times) in new[] { (clicked, clicks.History.Select(h => h.Order.EventTime)), (booked, bookings.Rows.Select(r => r.Order.EventTime)) })
        {
            var instants = times.Order().ToArray();
            Instant? asOf = random.Next(2) == 0 ? null : instants[random.Next(instants.Length / 2, instants.Length)];
            foreach (var view in world.Catalog.Views.OfType<CompiledSourceView>())
            {
                await using var whole = new InMemoryOnlineStore();
                var expected = await RunAsync(world.Workspace.With(whole), view, null, asOf);
                var ranges = Cut(random, instants[0], expected.AsOf, instants[^1]);
                MaterializationReport report;
                do
                {
                    ranges.ShouldNotBeEmpty("the ranges hold everything");
                    report = await RunAsync(world.Workspace, view, ranges.Dequeue(), asOf, batchSize: 1 + random.Next(3));
                }
                while (!report.Range!.IsWhole);

                (await world.Online.GetStateAsync(report.OnlineView, Token)).ShouldBe(await whole.GetStateAsync(report.OnlineView, Token));
                report.Rows.ShouldBe(expected.Rows);
                (await world.Online.CountAsync(report.OnlineView, Token)).ShouldBe(expected.Rows);
                var keys = KeysOf(view);
                var (theirs, ours) = (new OnlineRow[keys.Length], new OnlineRow[keys.Length]);
                await whole.ReadAsync(report.OnlineView, keys, theirs, Token);
                await world.Online.ReadAsync(report.OnlineView, keys, ours, Token);
                for (var i = 0; i < keys.Length; i++)
                {
                    ours[i].Order.ShouldBe(theirs[i].Order, $"{view.Name}, key {i}");
                    ours[i].Payload.ShouldBe(theirs[i].Payload, $"{view.Name}, key {i}");
                }

                theirs.Count(row => row.Payload is not null).ShouldBe((int)expected.Rows, "every key was asked for");
                (await RunAsync(world.Workspace, view, null, asOf)).Written.ShouldBe(0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Ranges_between_incremental_runs_change_nothing_of_the_end(int seed)
    {
        var generated = new ClickCase(seed, clicks: 120, files: 4);
        var random = new Random(seed);
        using var world = new World(ClickRepository.Catalog);
        await using var plain = new InMemoryOnlineStore();
        var instants = generated.History.Select(h => h.Order.KnownAt).Order().ToArray();
        var asOf = instants[0];
        foreach (var (file, i) in generated.Files.Select((f, i) => (f, i)))
        {
            await world.IngestAsync("clicks", world.Write($"c{i}.csv", ClickCase.Csv(file)));
            var next = i == generated.Files.Count - 1 ? instants[^1] + TimeSpan.FromHours(5) : instants[random.Next(instants.Length)];
            next = next > asOf ? next : asOf;
            foreach (var view in world.Catalog.Views.OfType<CompiledSourceView>())
            {
                for (var n = random.Next(3); n > 0; n--)
                {
                    var from = instants[random.Next(instants.Length)];
                    from = from < asOf ? from : asOf;
                    await RunAsync(world.Workspace, view, new EventRange(from, from + TimeSpan.FromHours(1 + random.Next(9))), random.Next(2) == 0 ? next : null, isCapped: next);
                }

                foreach (var store in new[] { world.Online, plain })
                {
                    await new Materializer(world.Workspace.With(store)).RunAsync(view, new MaterializationOptions { AsOf = next, Incremental = true }, Token);
                }

                var name = OnlineViewName.Of(view.Name, 1);
                (await world.Online.GetStateAsync(name, Token)).ShouldBe(await plain.GetStateAsync(name, Token));
                (await world.Online.CountAsync(name, Token)).ShouldBe(await plain.CountAsync(name, Token));
            }

            asOf = next;
            var expected = await IncrementalTests.ReadAsync(world.Workspace.With(plain), asOf);
            var found = await IncrementalTests.ReadAsync(world.Workspace, asOf);
            foreach (var (asked, answer) in expected)
            {
                (answer.Length == 0 || found[asked].Length == 0 ? answer : found[asked]).ShouldBe(answer, $"{asked} as of {asOf}, ingest {i}");
            }
        }
    }

    [Fact]
    public async Task A_range_brings_its_newest_rows_and_never_sets_a_newer_one_back()
    {
        await IngestAsync("a,2024-01-02T00:00:00,1,2,old\na,2024-01-05T00:00:00,2,2,new\nb,2024-01-02T00:00:00,4,2,only\nc,2024-01-05T00:00:00,8,2,late\n");

        Said(await RangeAsync("notes", 2, 3)).ShouldBe("2 rows, 2 written, 2024-01-02T00:00:00Z to 2024-01-03T00:00:00Z");
        (await NotesAsync()).ShouldBe(["old", "only", null]);
        Said(await RangeAsync("notes", 5, 6)).ShouldBe("3 rows, 2 written, whole");
        (await NotesAsync()).ShouldBe(["new", "only", "late"]);
        Said(await RangeAsync("notes", 2, 3)).ShouldBe("3 rows, 0 written, whole");

        // Of an aggregate view all events of the entities count, wherever they lie.
        Said(await RangeAsync("sums", 5, 6)).ShouldBe("2 rows, 2 written, 2024-01-05T00:00:00Z to 2024-01-06T00:00:00Z");
        (await SumsAsync()).ShouldBe(["3", "NotFound", "8"]);
        Said(await RangeAsync("sums", 3, 4)).ShouldBe("2 rows, 0 written, 2024-01-03T00:00:00Z to 2024-01-04T00:00:00Z, 2024-01-05T00:00:00Z to 2024-01-06T00:00:00Z");
        Said(await RangeAsync("sums", 3, 4)).ShouldBe("2 rows, 0 written, 2024-01-03T00:00:00Z to 2024-01-04T00:00:00Z, 2024-01-05T00:00:00Z to 2024-01-06T00:00:00Z");
        (await IncrementalAsync("sums")).WholeBecause.ShouldBe("only ranges of it were materialized");
        (await SumsAsync()).ShouldBe(["3", "4", "8"]);
    }

    [Fact]
    public async Task The_watermark_moves_when_the_ranges_hold_all_that_came_since()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\nb,2024-01-05T00:00:00,1,2,x\n");
        await IncrementalAsync("sums");
        await IngestAsync("a,2024-01-06T00:00:00,5,2,y\nb,2024-01-02T00:00:00,7,2,late\n");

        Said(await RangeAsync("sums", 6, 7)).ShouldBe("2 rows, 1 written, 2024-01-06T00:00:00Z to 2024-01-07T00:00:00Z");
        var state = (await World.Online.GetStateAsync("sums@v1", Token))!;
        (state.Source, state.IsComplete, state.Reaching!.Value.ToString(), state.Ranges!.Source).ShouldBe(("lines@1", true, "2024-01-06T00:00:00Z", "lines@2"));
        (await SumsAsync()).ShouldBe(["6", "1", "NotFound"]);

        // What came since is in once the late row's day is brought too.
        Said(await RangeAsync("sums", 1, 3)).ShouldBe("2 rows, 1 written, whole");
        state = (await World.Online.GetStateAsync("sums@v1", Token))!;
        (state.Source, state.Reaching, state.Ranges).ShouldBe(("lines@2", null, null));
        (await IncrementalAsync("sums")).Written.ShouldBe(0);
        (await SumsAsync()).ShouldBe(["6", "8", "NotFound"]);
    }

    [Fact]
    public async Task Ranges_of_an_earlier_version_do_not_count_for_a_later_one()
    {
        await IngestAsync("a,2024-01-02T00:00:00,1,2,x\na,2024-01-05T00:00:00,1,2,y\n");
        await RangeAsync("notes", 2, 3);
        await IngestAsync("b,2024-01-02T00:00:00,1,2,late\n");

        Said(await RangeAsync("notes", 5, 6)).ShouldBe("1 rows, 1 written, 2024-01-05T00:00:00Z to 2024-01-06T00:00:00Z");
        Said(await RangeAsync("notes", 2, 3)).ShouldBe("2 rows, 1 written, whole");
    }

    [Fact]
    public async Task A_failed_range_goes_on_behind_its_last_batch()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\nb,2024-01-05T00:00:00,1,2,x\nc,2024-01-05T00:00:00,1,2,x\n");
        var writes = 0;
        await using var failing = new FaultyOnlineStore(World.Online, (operation, _) => operation == OnlineOperation.Write && ++writes == 3 ? Fault.Before : Fault.None);
        await Should.ThrowAsync<UnavailableException>(() => RunAsync(World.Workspace.With(failing), View("sums"), Days(5, 6), asOf: null, batchSize: 1));

        var state = (await World.Online.GetStateAsync("sums@v1", Token))!;
        (state.IsComplete, state.Rows, state.Ranges!.Unfinished, state.Ranges.LastKey).ShouldBe((false, 2, Days(5, 6), "62"));
        Said(await RangeAsync("sums", 5, 6)).ShouldBe("3 rows, 1 written, whole");
        (await SumsAsync()).ShouldBe(["1", "1", "1"]);
    }

    [Fact]
    public async Task Ranges_that_cannot_be_right_are_refused()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\nb,2024-01-05T00:00:00,1,2,x\n");
        await RefusedAsync<InvalidInputException>(Days(5, 5), "The range from 2024-01-05T00:00:00Z to 2024-01-05T00:00:00Z holds nothing; give an end behind the start, which itself does not belong to it.");
        await RefusedAsync<InvalidInputException>(
            Days(6, 7), "The range from 2024-01-06T00:00:00Z to 2024-01-07T00:00:00Z begins after 2024-01-05T00:00:00Z, the instant that view sums is brought to, so nothing of it can be seen; begin it at 2024-01-05T00:00:00Z at the latest, or give a later --as-of.");
        await IncrementalAsync("sums");
        var state = (await World.Online.GetStateAsync("sums@v1", Token))!;
        await IngestAsync("a,2024-01-05T00:00:01,1,2,x\n");
        foreach (var (stored, reason) in new[]
        {
            (state with { CodeVersion = "other" }, "its rows are of other code"),
            (state with { IsComplete = false, LastKey = [1] }, "a run over all entities did not finish"),
            (state with { StreamedTo = new Instant(0) }, "events from streams were applied to it, which history may lack"),
            (state with { HorizonStart = state.HorizonStart + TimeSpan.FromDays(1) }, "reads shall reach further back than its rows"),
            (state with { SourceFiles = "others" }, "rows of lines@1 were removed since"),
        })
        {
            await World.Online.WriteAsync("sums@v1", [], stored, await World.Online.GetStateAsync("sums@v1", Token), Token);
            await RefusedAsync<ConflictException>(Days(5, 6), $"View sums (sums@v1) cannot be brought range by range: {reason}. Run 'larder materialize sums', which writes all entities.");
        }

        (await Should.ThrowAsync<ArgumentException>(() => new Materializer(World.Workspace).RunAsync(View("sums"), new MaterializationOptions { Range = Days(5, 6), Incremental = true }, Token))).Message
            .ShouldBe("A range is neither incremental nor of chosen entities; give one of the three. (Parameter 'options')");
    }

    private static EventRange Days(int from, int to) => new(Instant.From(new DateTime(2024, 1, from, 0, 0, 0, DateTimeKind.Utc)), Instant.From(new DateTime(2024, 1, to, 0, 0, 0, DateTimeKind.Utc)));

    private static CompiledSourceView View(string name) => (CompiledSourceView)LineRepository.Catalog.View(name);

    /// <summary>All that a view's entities could be.</summary>
    private static EntityKey[] KeysOf(CompiledSourceView view) =>
    [
        .. view.Entity.KeyType == ColumnType.String
            ? new[] { "u1", "u2", "O'Brien; --", "ünï\"code 💥", "01", "g1", "g2", "g3" }.Select(EntityKey.From)
            : Enumerable.Range(-2, 12).Select(i => (long)i).Append(long.MinValue).Select(EntityKey.From),
    ];

    /// <summary>Stretches that touch or overlap, some twice, in any order; the first of them begin by the instant that can be seen.</summary>
    private static Queue<EventRange> Cut(Random random, Instant first, Instant asOf, Instant last)
    {
        var ends = Enumerable.Range(0, 1 + random.Next(6)).Select(_ => new Instant(first.Microseconds + random.NextInt64(Math.Max(1, (asOf < last ? asOf : last).Microseconds - first.Microseconds)))).Order().ToArray();
        var ranges = new List<EventRange>();
        var from = first;
        foreach (var end in ends.Where(e => e > first))
        {
            ranges.Add(new EventRange(from, end + TimeSpan.FromHours(random.Next(2))));
            from = end;
        }

        ranges.Add(new EventRange(from, last + TimeSpan.FromDays(1)));
        ranges.AddRange(ranges.Where(_ => random.Next(3) == 0).ToArray());
        return new Queue<EventRange>(ranges.OrderBy(_ => random.Next()).ToArray());
    }

    private static string Said(MaterializationReport report) =>
        $"{report.Rows} rows, {report.Written} written, {(report.Range!.IsWhole ? "whole" : string.Join(", ", report.Range.Done))}";

    private static async Task<MaterializationReport> RunAsync(Workspace workspace, CompiledSourceView view, EventRange? range, Instant? asOf, int batchSize = Materializer.BatchSize, Instant? isCapped = null)
    {
        var state = isCapped is null ? null : await workspace.Online.GetStateAsync(OnlineViewName.Of(view.Name, 1), Token);
        var instant = asOf ?? (isCapped is null ? null : state?.Reaching ?? state?.AsOf ?? isCapped);
        return await new Materializer(workspace, batchSize).RunAsync(view, new MaterializationOptions { Range = range, AsOf = instant }, Token);
    }

    private Task<MaterializationReport> RangeAsync(string view, int from, int to) => RunAsync(World.Workspace, View(view), Days(from, to), asOf: null);

    private Task<MaterializationReport> IncrementalAsync(string view) => new Materializer(World.Workspace).RunAsync(View(view), new MaterializationOptions { Incremental = true }, Token);

    private async Task RefusedAsync<T>(EventRange range, string message)
        where T : LarderException =>
        (await Should.ThrowAsync<T>(() => RunAsync(World.Workspace, View("sums"), range, asOf: null))).Message.ShouldBe(message);

    private Task<string?[]> NotesAsync() => ReadAsync("notes:note", value => value.IsNull ? null : value.AsString());

    private Task<string?[]> SumsAsync() => ReadAsync("sums:amount_30d", value => value.IsNull ? null : value.ToString());

    private async Task<string?[]> ReadAsync(string feature, Func<FeatureValue, string?> text)
    {
        var reader = new FeatureReader(World.Catalog, await AppliedVersions.LoadAsync(World.Catalog, World.Definitions, Token), World.Online);
        var values = new List<string?>();
        foreach (var customer in (string[])["a", "b", "c"])
        {
            using var frame = reader.PlanOf([feature]).Rent();
            frame.SetKey(0, EntityKey.From(customer));
            await reader.ReadAsync(frame, Instant.From(new DateTime(2024, 1, 7, 0, 0, 0, DateTimeKind.Utc)), Token);
            values.Add(frame.Status(0, 0) == FeatureStatus.NotFound && feature.StartsWith("sums", StringComparison.Ordinal) ? "NotFound" : text(frame.Value(0, 0)));
        }

        return [.. values];
    }
}
