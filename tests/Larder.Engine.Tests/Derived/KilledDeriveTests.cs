using System.Diagnostics;
using Larder.Crash;
using Larder.Offline.Delta;
using Larder.Reference;
using Larder.Support;

namespace Larder.Derived;

/// <summary>Derivations in processes of their own, killed at any moment and started again: micro-batches are applied once, whatever is left behind.</summary>
public sealed class KilledDeriveTests
{
    private const int Rounds = 4;
    private static readonly int Kills = CaseCount.Of(2 * Rounds);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Random _random = new(20260303);

    [Fact]
    public async Task Killed_at_any_moment_it_ends_as_if_undisturbed()
    {
        using var whole = new World(SqlRepository.Catalog);
        using var killed = new World(SqlRepository.Catalog);
        var took = TimeSpan.Zero;
        var done = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var file = ClickCase.Csv(new ClickCase(600 + round, clicks: 400, files: 1, isPlain: true).Files[0]);
            foreach (var world in (World[])[whole, killed])
            {
                await world.IngestAsync("clicks", world.Write($"clicks{round}.csv", file));
            }

            took = await FinishAsync(whole);
            for (var kill = round; kill < Kills; kill += Rounds)
            {
                done += await KillAsync(killed, took, kill) ? 1 : 0;
            }

            await FinishAsync(killed);
        }

        done.ShouldBeLessThan(Kills, "some runs were killed before they were done");
        foreach (var table in (string[])["daily", "plain"])
        {
            (await DerivedRows.ReadAsync(killed.Workspace, table)).ShouldBe(await DerivedRows.ReadAsync(whole.Workspace, table));
        }

        var log = (await DeltaTable.At(Path.Combine(killed.OfflinePath, "plain")).ReadAsync(ct: TestContext.Current.CancellationToken)).ShouldNotBeNull();
        log.Version.ShouldBe(Rounds);
    }

    private static async Task<TimeSpan> FinishAsync(World world)
    {
        using var child = StepChild.Start("derive", world.StatePath, world.Folder);
        (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
        var started = Stopwatch.GetTimestamp();
        (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldNotBeNull().ShouldStartWith("done ");
        var took = Stopwatch.GetElapsedTime(started);
        await child.WaitForExitAsync().WaitAsync(Patience);
        return took;
    }

    /// <summary>Kills a run at a moment of the time it takes, a later one with each kill; true when it was done before.</summary>
    private async Task<bool> KillAsync(World world, TimeSpan took, int kill)
    {
        using var child = StepChild.Start("derive", world.StatePath, world.Folder);
        (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
        var said = child.StandardOutput.ReadLineAsync();
        await Task.WhenAny(said, Task.Delay(took * ((kill + _random.NextDouble()) / Kills)));
        child.Kill();
        await child.WaitForExitAsync().WaitAsync(Patience);
        return (await said)?.StartsWith("done ", StringComparison.Ordinal) == true;
    }
}
