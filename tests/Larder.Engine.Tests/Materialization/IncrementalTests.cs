using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>What incremental runs leave is what one full run over all history gives, bit for bit, whatever came late and in what portions.</summary>
public sealed class IncrementalTests : LineFixture
{
    private static readonly string[] Users = ["u1", "u2", "O'Brien; --", "ünï\"code 💥", "01", "nobody"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(306)]
    public async Task Runs_after_each_ingest_give_what_one_run_over_everything_gives(int seed)
    {
        var generated = new ClickCase(seed, clicks: 120, files: 4);
        var random = new Random(seed);
        using var world = new World(ClickRepository.Catalog);
        CompiledSourceView[] views = [.. world.Catalog.Views.OfType<CompiledSourceView>()];
        var instants = generated.History.Select(h => h.Order.KnownAt).Order().ToArray();
        var (asOf, present) = (instants[0], 0);

        // A short one leaves events out of the rows that later ones come behind or before.
        var lookback = seed % 2 == 0 ? MaterializationOptions.DefaultLookback : TimeSpan.FromHours(5);
        foreach (var (file, i) in generated.Files.Select((f, i) => (f, i)))
        {
            await world.IngestAsync("clicks", world.Write($"c{i}.csv", ClickCase.Csv(file)));
            var isLast = i == generated.Files.Count - 1;
            var next = isLast ? instants[^1] + TimeSpan.FromHours(5) : instants[random.Next(instants.Length)];
            asOf = next > asOf ? next : asOf;
            var reports = new List<MaterializationReport>();
            foreach (var view in views)
            {
                reports.Add(await RunAsync(world.Workspace, view, asOf, isIncremental: true, lookback));
                reports[^1].Rows.ShouldBe(await world.Online.CountAsync(reports[^1].OnlineView, Token));
            }

            reports.ShouldAllBe(r => i == 0 ? r.WholeBecause == "it was never materialized" : r.WholeBecause == null);
            await using var whole = new InMemoryOnlineStore();
            foreach (var view in views)
            {
                await RunAsync(world.Workspace.With(whole), view, asOf, isIncremental: false, lookback);
            }

            var expected = await ReadAsync(world.Workspace.With(whole), asOf);
            var found = await ReadAsync(world.Workspace, asOf);
            found.Keys.ShouldBe(expected.Keys);
            foreach (var (asked, answer) in expected)
            {
                // Rows that were not written keep more of the past than one run over everything would.
                (answer.Length == 0 ? [] : found[asked]).ShouldBe(answer, $"{asked} as of {asOf}, ingest {i}");
            }

            present = expected.Values.SelectMany(v => v).Count(value => value.Contains(nameof(FeatureStatus.Present), StringComparison.Ordinal));
        }

        present.ShouldBeGreaterThan(40);
        foreach (var view in views)
        {
            (await RunAsync(world.Workspace, view, asOf, isIncremental: true, lookback)).Written.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Only_entities_with_new_rows_are_written_and_late_ones_are_not_missed()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\nb,2024-01-05T00:00:00,1,2,x\nc,2024-01-05T00:00:00,1,2,x\n");
        (await RunAsync("sums")).ShouldBe(("it was never materialized", 3, 3));
        (await RunAsync("notes")).ShouldBe(("it was never materialized", 3, 3));
        (await RunAsync("sums")).ShouldBe((null, 3, 0));

        // Days older than the watermark, and one of an entity that was not there.
        await IngestAsync("a,2024-01-02T00:00:00,5,2,late\nd,2024-01-03T00:00:00,7,2,new\n");

        (await RunAsync("sums")).ShouldBe((null, 4, 2));
        (await RunAsync("notes")).ShouldBe((null, 4, 1));
        (await ValuesAsync("of_customer", "a")).ShouldBe(["x", "2", "6"]);
        (await ValuesAsync("of_customer", "d")).ShouldBe(["new", "1", "7"]);
    }

    [Fact]
    public async Task What_cannot_be_told_from_what_is_there_is_written_whole_and_says_why()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\nb,2024-01-05T00:00:00,1,2,x\n");
        await RunAsync("sums");
        var state = (await World.Online.GetStateAsync("sums@v1", Token))!;

        await SetAsync(state with { CodeVersion = "other" });
        (await RunAsync("sums")).ShouldBe(("the code changed since the last run", 2, 2));
        await SetAsync(state with { IsComplete = false, AsOf = new Instant(0) });
        (await RunAsync("sums")).ShouldBe(("the last run did not finish", 2, 2));
        await SetAsync(state with { StreamedTo = new Instant(0), SourceFiles = "others" });
        (await RunAsync("sums")).ShouldBe(("events from streams were applied, which are not told from ingested ones", 2, 2));
        await SetAsync(state with { HorizonStart = state.HorizonStart + TimeSpan.FromDays(1) });
        (await RunAsync("sums")).ShouldBe(("reads shall reach further back than before", 2, 2));
        await SetAsync(state with { SourceFiles = "others" });
        (await RunAsync("sums")).ShouldBe(("rows of lines@1 were removed since, or its log does not reach back that far", 2, 2));
    }

    [Fact]
    public async Task Entities_of_a_table_that_was_made_anew_go()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\nb,2024-01-05T00:00:00,1,2,x\n");
        await RunAsync("notes");
        await RunAsync("sums");
        Directory.Delete(Path.Combine(World.OfflinePath, "lines"), recursive: true);
        await IngestAsync("b,2024-01-05T00:00:00,1,2,y\n");

        await new Materializer(World.Workspace).RunAsync((CompiledSourceView)World.Catalog.View("notes"), cancellationToken: Token);
        (await RunAsync("sums")).Written.ShouldBe(1);

        (await World.Online.CountAsync("notes@v1", Token), await World.Online.CountAsync("sums@v1", Token)).ShouldBe((1, 1));
        (await ValuesAsync("of_customer", "b")).ShouldBe(["y", "1", "1"]);
    }

    [Fact]
    public async Task A_failed_write_leaves_the_watermark_and_the_next_run_brings_the_rows()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\n");
        await RunAsync("sums");
        await IngestAsync("a,2024-01-06T00:00:00,5,2,y\n");
        await using var failing = new FaultyOnlineStore(World.Online, (operation, _) => operation == OnlineOperation.Write ? Fault.Before : Fault.None);

        await Should.ThrowAsync<UnavailableException>(() =>
            RunAsync(World.Workspace.With(failing), (CompiledSourceView)World.Catalog.View("sums"), asOf: null, isIncremental: true));

        (await World.Online.GetStateAsync("sums@v1", Token))!.Source.ShouldBe("lines@1");
        (await RunAsync("sums")).ShouldBe((null, 1, 1));
        (await World.Online.GetStateAsync("sums@v1", Token))!.Source.ShouldBe("lines@2");
    }

    [Fact]
    public async Task No_run_goes_back_behind_an_incremental_one_that_was_killed()
    {
        await IngestAsync("a,2024-01-05T00:00:00,1,2,x\n");
        await RunAsync("notes");
        var state = (await World.Online.GetStateAsync("notes@v1", Token))!;
        var reaching = Instant.From(new DateTime(2024, 1, 20, 0, 0, 0, DateTimeKind.Utc));
        await World.Online.WriteAsync("notes@v1", [], state with { Reaching = reaching }, state, Token);

        (await Should.ThrowAsync<ConflictException>(() => RunAsync(World.Workspace, (CompiledSourceView)World.Catalog.View("notes"), Instant.From(new DateTime(2024, 1, 5, 0, 0, 0, DateTimeKind.Utc)), isIncremental: false))).Message.ShouldBe(
            "View notes (notes@v1) has rows of an incremental run as of 2024-01-20T00:00:00Z that did not finish and cannot go back to 2024-01-05T00:00:00Z: newer rows win. Give an instant from 2024-01-20T00:00:00Z on.");
        (await RunAsync(World.Workspace, (CompiledSourceView)World.Catalog.View("notes"), asOf: null, isIncremental: true)).WholeBecause.ShouldBeNull();
        (await World.Online.GetStateAsync("notes@v1", Token))!.Reaching.ShouldBeNull();
    }

    private static Task<MaterializationReport> RunAsync(Workspace workspace, CompiledSourceView view, Instant? asOf, bool isIncremental, TimeSpan? lookback = null) =>
        new Materializer(workspace).RunAsync(view, new MaterializationOptions { AsOf = asOf, Incremental = isIncremental, Lookback = lookback ?? MaterializationOptions.DefaultLookback }, Token);

    /// <summary>Every feature of every service for every key, at the instant, later and earlier; nothing where it cannot be told any more.</summary>
    internal static async Task<Dictionary<string, string[]>> ReadAsync(Workspace workspace, Instant asOf)
    {
        var reader = new FeatureReader(workspace.Catalog, await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, Token), workspace.Online);
        var answers = new Dictionary<string, string[]>();
        foreach (var service in new[] { "of_user", "of_user_late", "of_shop", "of_device" })
        {
            var plan = reader.PlanOf(service);
            FeatureValue[] keys = service.StartsWith("of_user", StringComparison.Ordinal) ? [.. Users.Select(FeatureValue.From)]
                : [.. Enumerable.Range(0, 6).Select(i => service == "of_shop" ? FeatureValue.From(i) : FeatureValue.From((long)i))];
            foreach (var key in keys)
            {
                foreach (var at in new[] { asOf, asOf + TimeSpan.FromHours(3), asOf - TimeSpan.FromHours(7), asOf - TimeSpan.FromDays(2) })
                {
                    using var frame = plan.Rent();
                    frame.SetKey(0, EntityKey.From(key));
                    try
                    {
                        await reader.ReadAsync(frame, at, Token);
                        answers[$"{service} {key} {at}"] = [.. Enumerable.Range(0, plan.Plan.Outputs.Count).Select(o =>
                            $"{plan.Plan.Outputs[o].FullName} = {NaiveClicks.Cell(frame.Value(0, o))} {frame.Status(0, o)} {frame.EventTime(0, o)}")];
                    }
                    catch (InvalidInputException)
                    {
                        answers[$"{service} {key} {at}"] = [];
                    }
                }
            }
        }

        return answers;
    }

    private async Task<(string? WholeBecause, long Rows, long Written)> RunAsync(string view)
    {
        var report = await RunAsync(World.Workspace, (CompiledSourceView)World.Catalog.View(view), asOf: null, isIncremental: true);
        return (report.WholeBecause, report.Rows, report.Written);
    }

    private async Task SetAsync(MaterializationState state) =>
        await World.Online.WriteAsync("sums@v1", [], state, await World.Online.GetStateAsync("sums@v1", Token), Token);

    private async Task<string[]> ValuesAsync(string service, string customer)
    {
        var reader = new FeatureReader(World.Catalog, await AppliedVersions.LoadAsync(World.Catalog, World.Definitions, Token), World.Online);
        using var frame = reader.PlanOf(service).Rent();
        frame.SetKey(0, EntityKey.From(FeatureValue.From(customer)));
        await reader.ReadAsync(frame, Instant.From(new DateTime(2024, 1, 7, 0, 0, 0, DateTimeKind.Utc)), Token);
        return [.. Enumerable.Range(0, frame.Plan.Plan.Outputs.Count).Select(o => NaiveClicks.Cell(frame.Value(0, o)).Split('#')[0])];
    }
}
