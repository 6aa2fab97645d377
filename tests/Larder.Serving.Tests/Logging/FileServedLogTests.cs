using Larder.Errors;
using Larder.Serving.Logging;
using Larder.Storage;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Logging;

public sealed class FileServedLogTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("larder-log-").FullName, "served");
    private readonly ManualClock _clock = new(ShopWorld.Now.ToDateTime());

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task What_was_served_is_read_back_to_the_last_bit()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z", amount: 0.1);
        await world.PutVisitsAsync("C1", null, ("2024-03-09T00:00:00Z", 0.1, "a"), ("2024-03-09T01:00:00Z", 0.2, "b"));
        using var frame = world.Reader.PlanOf("checkout").Rent();
        frame.SetKey(0, EntityKey.From("C1"));
        frame.SetKey(1, null);
        frame.SetKey(2, EntityKey.From("nobody \"ü\"\n"));
        for (var row = 0; row < 3; row++)
        {
            frame.SetRequest(row, 0, FeatureValue.From(25.1));
        }

        await world.Reader.ReadAsync(frame, ShopWorld.Now);
        await using (var log = Open(world, rate: 1))
        {
            log.Add(frame, ShopWorld.Now, ShopWorld.Now + TimeSpan.FromSeconds(1), "buys@3");
            await log.DisposeAsync();
            log.Counts.ShouldBe(new ServedLogCounts(2, 0, 0));
        }

        var vectors = Read(out var reader);

        (reader.Files, reader.TornLines, reader.DamagedLines).ShouldBe((1, 0, 0));
        vectors.Select(v => v.Keys.Single().AsString()).ShouldBe(["C1", "nobody \"ü\"\n"]);
        foreach (var (vector, row) in vectors.Zip([0, 2]))
        {
            vector.Plan.ShouldBeEquivalentTo(frame.Plan.Served);
            (vector.AsOf, vector.ServedAt, vector.Model).ShouldBe((ShopWorld.Now, ShopWorld.Now + TimeSpan.FromSeconds(1), "buys@3"));
            vector.Request.ShouldBe(Enumerable.Range(0, vector.Plan.Request.Count).Select(c => frame.Request(row, c)));
            vector.Values.ShouldBe(Enumerable.Range(0, vector.Plan.Features.Count).Select(o => new ServedValue(frame.Value(row, o), frame.Status(row, o), frame.EventTime(row, o))));
            vector.Origins.Zip(vector.Plan.Views).ShouldAllBe(v => v.Second.IsStored
                ? v.First.Single() == new ViewOrigin(new TableVersion("visits", 1), ShopWorld.Now, ShopWorld.Now, string.Empty)
                : v.First.Count == 0);
        }
    }

    [Fact]
    public async Task Both_states_go_along_where_a_materialization_came_in_between()
    {
        var world = await ShopWorld.CreateAsync();
        await using var log = Open(world, rate: 1);
        await ServeAsync(world, log, "C1");
        var first = (await world.Store.GetStateAsync(ShopWorld.OnlineName("profile")))!;
        await world.Store.WriteAsync(ShopWorld.OnlineName("profile"), [], first with { Source = "visits@2" }, first);
        await ServeAsync(world, log, "C1");
        await ServeAsync(world, log, "C1");
        await log.DisposeAsync();

        Read(out _).Select(v => string.Join(' ', v.Origins.Single().Select(o => o.Table))).ShouldBe(["visits@1", "visits@2 visits@1", "visits@2"]);
    }

    [Fact]
    public async Task An_entity_is_logged_always_or_never_and_a_greater_part_holds_the_smaller()
    {
        EntityKey[] keys = [.. Enumerable.Range(0, 20_000).Select(i => EntityKey.From($"c{i}"))];
        var (tenth, half) = (new EntitySample(0.1), new EntitySample(0.5));

        keys.Count(tenth.Takes).ShouldBeInRange(1_800, 2_200);
        keys.Count(half.Takes).ShouldBeInRange(9_600, 10_400);
        keys.Where(tenth.Takes).ShouldAllBe(k => half.Takes(k));
        keys.ShouldAllBe(k => new EntitySample(1).Takes(k) && !new EntitySample(0).Takes(k));

        // Logs of all releases sample the same entities.
        keys.Take(40).Where(tenth.Takes).Select(k => k.ToValue(ColumnType.String).AsString()).ShouldBe(["c20", "c23", "c24", "c29", "c34"]);

        var world = await ShopWorld.CreateAsync();
        await using var log = Open(world, rate: 0.5);
        for (var round = 0; round < 3; round++)
        {
            foreach (var key in keys.Take(20))
            {
                await ServeAsync(world, log, key.ToValue(ColumnType.String).AsString()!);
            }
        }

        await log.DisposeAsync();
        Read(out _).GroupBy(v => v.Keys[0]).Select(g => (g.Key.AsString(), g.Count())).ShouldBe(
            keys.Take(20).Where(half.Takes).Select(k => (k.ToValue(ColumnType.String).AsString(), 3)), ignoreOrder: true);
        Should.Throw<InvalidInputException>(() => new EntitySample(1.5)).Message.ShouldBe("A rate of 1.5 is no part of all entities; give a number from 0, nothing, to 1, every entity.");
    }

    [Fact]
    public async Task A_torn_last_line_and_damaged_ones_are_passed_over_and_counted()
    {
        var world = await ShopWorld.CreateAsync();
        await using (var log = Open(world, rate: 1))
        {
            await ServeAsync(world, log, "C1");
            await ServeAsync(world, log, "C2");
        }

        var path = Directory.GetFiles(_folder).Single();
        var text = await File.ReadAllTextAsync(path);
        for (var cut = 1; cut < text.TrimEnd().Split('\n')[1].Length; cut += 7)
        {
            await File.WriteAllTextAsync(path, text[..^(cut + 1)]);
            Read(out var torn).Count.ShouldBe(1);
            (torn.TornLines, torn.DamagedLines).ShouldBe((1, 0));
        }

        var lines = text.TrimEnd().Split('\n');
        await File.WriteAllTextAsync(path, $"{lines[0]}\nnonsense\n{lines[1].Replace("PRESENT", "PERHAPS", StringComparison.Ordinal).Replace("NOT_FOUND", "PERHAPS", StringComparison.Ordinal)}\n{lines[1]}\n");
        Read(out var damaged).Select(v => v.Keys[0].AsString()).ShouldBe(["C1", "C2"]);
        (damaged.TornLines, damaged.DamagedLines, damaged.FirstDamaged).ShouldBe((0, 2, $"{path}:2"));

        await File.WriteAllTextAsync(path, lines[0].Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal) + "\n");
        Should.Throw<UnavailableException>(() => Read(out _)).Message
            .ShouldBe("The log of served vectors has lines of format 2; this Larder reads up to format 1. Upgrade it.");
    }

    [Fact]
    public async Task Files_are_followed_by_others_each_day_and_beyond_a_size()
    {
        var world = await ShopWorld.CreateAsync();
        await using (var log = Open(world, rate: 1, maxBytes: 1))
        {
            for (var i = 0; i < 3; i++)
            {
                await ServeAsync(world, log, $"C{i}");
            }
        }

        await using (var log = Open(world, rate: 1))
        {
            await ServeAsync(world, log, "C3");
            _clock.Advance(TimeSpan.FromDays(1));
            await ServeAsync(world, log, "C4");
        }

        Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Select(f => Path.GetFileName(f).Replace($"-{Environment.ProcessId}-", "-pid-", StringComparison.Ordinal)).ShouldBe(
        [
            "20240310T120000Z-pid-0000.jsonl", "20240310T120000Z-pid-0001.jsonl", "20240310T120000Z-pid-0002.jsonl", "20240310T120000Z-pid-0003.jsonl",
            "20240311T120000Z-pid-0004.jsonl",
        ]);
        Read(out _).Select(v => v.Keys[0].AsString()).ShouldBe(["C0", "C1", "C2", "C3", "C4"]);
    }

    [Fact]
    public async Task What_cannot_be_taken_at_once_is_dropped_and_what_cannot_be_written_is_counted_and_told_once()
    {
        var world = await ShopWorld.CreateAsync();
        await File.WriteAllTextAsync(_folder, "a file where the folder would be");
        var told = new List<string>();
        var log = new FileServedLog(new FileServedLogOptions { Folder = _folder, Rate = 1, Capacity = 1, OnProblem = told.Add }, world.Store, _clock);
        using (var frame = await FrameAsync(world, "C1"))
        {
            for (var i = 0; i < 2_000; i++)
            {
                log.Add(frame, ShopWorld.Now, ShopWorld.Now);
            }
        }

        await log.DisposeAsync();

        var counts = log.Counts;
        (counts.Logged, counts.Dropped + counts.Failed).ShouldBe((0, 2_000));
        counts.Failed.ShouldBeGreaterThan(0);
        told.Single().ShouldMatch($"^The log of served vectors in {_folder} cannot be written \\(.*\\); serving goes on and what it would hold is lost. Check space and permissions.$");
        File.Delete(_folder);
    }

    [Fact]
    public void No_log_is_one_line_with_the_next_step() => Should.Throw<NotFoundException>(() => new ServedLogReader(_folder)).Message.ShouldBe(
        $"There is no log of served vectors in {_folder}; serve with --log-rate 0.1 or another rate, or set Larder:ServedLog:Rate, and ask for features first.");

    private FileServedLog Open(ShopWorld world, double rate, long maxBytes = FileServedLogOptions.DefaultMaxFileBytes) =>
        new(new FileServedLogOptions { Folder = _folder, Rate = rate, MaxFileBytes = maxBytes }, world.Store, _clock);

    private List<ServedVector> Read(out ServedLogReader reader)
    {
        reader = new ServedLogReader(_folder);
        return [.. reader.Read()];
    }

    private static async Task<Larder.Serving.Online.FeatureFrame> FrameAsync(ShopWorld world, string customer)
    {
        var frame = world.Reader.PlanOf(["profile:page"]).Rent();
        frame.SetKey(0, EntityKey.From(customer));
        await world.Reader.ReadAsync(frame, ShopWorld.Now);
        return frame;
    }

    /// <summary>Serves, and waits until the vector is in the file: then the next one is written by itself.</summary>
    private static async Task ServeAsync(ShopWorld world, FileServedLog log, string customer)
    {
        using var frame = await FrameAsync(world, customer);
        var logged = log.Counts.Logged;
        log.Add(frame, ShopWorld.Now, ShopWorld.Now);
        while (log.Samples(EntityKey.From(customer)) && log.Counts.Logged == logged)
        {
            await Task.Yield();
        }
    }
}
