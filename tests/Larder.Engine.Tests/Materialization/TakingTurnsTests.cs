using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.PointInTime;
using Larder.Storage;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Materialization;

/// <summary>Two runs over one view, on one machine and on two, and runs of other code.</summary>
public sealed class TakingTurnsTests : LineFixture
{
    private const string Online = "notes@v1";

    private CompiledSourceView View => (CompiledSourceView)World.Catalog.View("notes");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_run_waits_says_so_and_then_works_on_the_newest_history()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,old\n");
        var heard = new List<string>();
        Task<MaterializationReport> second;
        using (await ProcessLock.OfOnlineViewAsync(World.Workspace, Online, null, Token))
        {
            second = new Materializer(World.Workspace).RunAsync(View, new MaterializationOptions { Progress = new Heard(heard) }, Token);
            await Task.Delay(TimeSpan.FromMilliseconds(300), Token);
            second.IsCompleted.ShouldBeFalse();
            await IngestAsync("a,2024-01-02T00:00:00,1,2,new\n");
        }

        while (!second.IsCompleted)
        {
            World.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(10), Token);
        }

        (await second).AsOf.ToString().ShouldBe("2024-01-02T00:00:00Z");
        heard[0].ShouldBe("waiting for another process that materializes the same view");
        (await NotesAsync()).ShouldBe(["a new"]);
    }

    [Fact]
    public async Task A_run_that_waits_too_long_gives_up()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,old\n");
        using var held = await ProcessLock.OfOnlineViewAsync(World.Workspace, Online, null, Token);

        var second = new Materializer(World.Workspace).RunAsync(View, cancellationToken: Token);
        while (!second.IsCompleted)
        {
            World.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(10), Token);
        }

        var refused = await Should.ThrowAsync<UnavailableException>(() => second);
        refused.Message.ShouldBe("View notes@v1 is being materialized by another process; wait until it has finished and run the command again.");
        refused.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_overtaken_on_another_machine_stops_and_never_sets_the_view_back()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,old\nb,2024-01-01T00:00:00,1,2,old\n");
        var shared = World.Online;
        MaterializationReport? newer = null;
        await using var slow = new FaultyOnlineStore(shared, (operation, call) =>
        {
            if (operation == OnlineOperation.Write && call == 1)
            {
                // The other machine has its own lock files: only the store stands between the two.
                IngestAsync("a,2024-01-02T00:00:00,1,2,new\n").GetAwaiter().GetResult();
                newer = new Materializer(World.Workspace).RunAsync(View, cancellationToken: Token).GetAwaiter().GetResult();
            }

            return Fault.None;
        });
        var options = World.Workspace.Options with { StatePath = Path.Combine(World.Folder, "other-machine") };
        Copy(World.StatePath, options.StatePath);
        using var other = new Workspace(World.Catalog, options, World.Definitions, World.Datasets, World.Workspace.Models, slow, World.Clock);

        var stopped = await Should.ThrowAsync<ConflictException>(() => new Materializer(other).RunAsync(View, cancellationToken: Token));

        newer.ShouldNotBeNull().Written.ShouldBe(2);
        stopped.Message.ShouldBe("Online view 'notes@v1' is written by another process: its state is lines@2 as of 2024-01-02T00:00:00Z at 2 entities, complete, not empty. "
            + "Wait until that process has finished, then run 'larder materialize' again.");
        (await shared.GetStateAsync(Online, Token)).ShouldNotBeNull().AsOf.ToString().ShouldBe("2024-01-02T00:00:00Z");
        (await NotesAsync()).ShouldBe(["a new", "b old"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("another build")]
    public async Task Rows_of_other_code_are_all_written_again_and_entities_it_alone_knew_are_removed(string code)
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,x\nb,2024-01-02T00:00:00,1,2,x\n");
        await new Materializer(World.Workspace).RunAsync(View, cancellationToken: Token);
        var ours = (await World.Online.GetStateAsync(Online, Token)).ShouldNotBeNull();
        var late = new EventOrder(new Instant(long.MaxValue), new Instant(long.MaxValue), 0);
        await World.Online.WriteAsync(
            Online,
            [.. new[] { "a", "aa", "b", "c" }.Select(k => new OnlineWrite(EntityKey.From(k), late, Payload("stale")))],
            ours with { CodeVersion = code },
            ours,
            Token);

        var again = await new Materializer(World.Workspace).RunAsync(View, cancellationToken: Token);
        var third = await new Materializer(World.Workspace).RunAsync(View, cancellationToken: Token);

        (again.Written, again.Rows, again.Resumed, again.CodeChanged).ShouldBe((2, 2, 0, true));
        (third.Written, third.Rows, third.CodeChanged).ShouldBe((0, 2, false));
        (await NotesAsync()).ShouldBe(["a x", "b x"]);
        (await World.Online.CountAsync(Online, Token)).ShouldBe(2);
    }

    [Fact]
    public async Task A_rewrite_killed_half_way_and_followed_by_new_history_still_removes_what_is_left_of_the_other_code()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,x\nb,2024-01-02T00:00:00,1,2,x\n");
        await World.Online.CreateAsync(Online, Token);
        var killed = new MaterializationState(new Instant(0), "lines@0", new Instant(long.MinValue), EntityKey.From("b").Array, 1, IsComplete: false)
        {
            CodeVersion = World.Workspace.CodeVersion,
            ReplacesRows = true,
        };
        await World.Online.WriteAsync(Online, [], killed, null, Token);
        await World.Online.WriteAsync(Online, [new OnlineWrite(EntityKey.From("c"), default, Payload("stale"))], killed with { Rows = 2, ReplacesRows = false }, killed, Token);
        await World.Online.WriteAsync(Online, [], killed, killed with { Rows = 2, ReplacesRows = false }, Token);
        (await World.Online.CountAsync(Online, Token)).ShouldBe(1, "beyond the stretch the killed run had come to");

        var report = await new Materializer(World.Workspace).RunAsync(View, cancellationToken: Token);

        (report.Written, report.CodeChanged).ShouldBe((2, false));
        (await NotesAsync()).ShouldBe(["a x", "b x"]);
        (await World.Online.CountAsync(Online, Token)).ShouldBe(2);
    }

    private static byte[] Payload(string note)
    {
        var codec = new RowCodec([ColumnType.String]);
        FeatureValue[] values = [FeatureValue.From(note)];
        var payload = new byte[codec.LengthOf(values)];
        codec.Encode(values, payload);
        return payload;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task<string[]> NotesAsync()
    {
        string[] keys = ["a", "aa", "b", "c"];
        var rows = new OnlineRow[keys.Length];
        await World.Online.ReadAsync(Online, keys.Select(EntityKey.From).ToArray(), rows, Token);
        var values = new FeatureValue[1];
        var notes = new List<string>();
        for (var i = 0; i < keys.Length; i++)
        {
            if (rows[i].Payload is { } payload)
            {
                new RowCodec([ColumnType.String]).Decode(payload, values);
                notes.Add($"{keys[i]} {values[0].AsString()}");
            }
        }

        return [.. notes];
    }

    private sealed class Heard(List<string> texts) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => texts.Add(value.Text);
    }
}
