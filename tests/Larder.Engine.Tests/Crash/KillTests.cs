using System.Diagnostics;
using System.Globalization;
using System.Text;
using Larder.Offline.Delta;
using Larder.Reference;
using Larder.Sqlite;
using Larder.Storage;
using Larder.Support;
using Larder.Types;

namespace Larder.Crash;

/// <summary>
/// Steps in processes of their own, killed at any moment and started again on what they left: the end is that of an undisturbed run.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int Customers = 40_000;
    private static readonly int Kills = CaseCount.Of(8);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _root = Directory.CreateTempSubdirectory("larder-kill-").FullName;
    private readonly Random _random = new(20260302);
    private readonly string _input;

    public KillTests()
    {
        _input = Path.Combine(_root, "lines.csv");
        var text = new StringBuilder(LineRepository.Header);
        for (var i = 0; i < Customers; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i % 500 == 0 ? "" : $"c{i}")},2024-01-{1 + (i % 5):00}T00:00:{i % 60:00},{i % 1000},{i % 7},n{i}\n");
        }

        File.WriteAllText(_input, text.ToString());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task An_ingest_killed_at_any_moment_ends_as_if_undisturbed()
    {
        var whole = Path.Combine(_root, "whole");
        var took = await FinishAsync("ingest", whole);

        var (state, left) = (Path.Combine(_root, "killed-0"), 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            if (await KillAsync("ingest", state, took, kill))
            {
                await SameTablesAsync(whole, state);
                state = Path.Combine(_root, $"killed-{++left}");
            }
        }

        left.ShouldBeLessThan(Kills, "some runs were killed before they were done");
        await FinishAsync("ingest", state);
        await SameTablesAsync(whole, state);
        await FinishAsync("ingest", state);
        await SameTablesAsync(whole, state);
    }

    [Fact]
    public async Task A_training_set_killed_at_any_moment_is_built_with_the_same_bytes()
    {
        var whole = Path.Combine(_root, "whole");
        await FinishAsync("ingest", whole);
        var state = Path.Combine(_root, "killed");
        Copy(whole, state);
        var took = await FinishAsync("build", whole);

        for (var kill = 0; kill < Kills; kill++)
        {
            await KillAsync("build", state, took, kill);
            if (kill % 4 == 3 && Directory.Exists(Path.Combine(state, "datasets")))
            {
                Directory.Delete(Path.Combine(state, "datasets"), recursive: true);
            }
        }

        await FinishAsync("build", state);
        string[] files = [.. Files(whole, "datasets")];
        Files(state, "datasets").ShouldBe(files);
        files.ShouldHaveSingleItem();
        File.ReadAllBytes(Path.Combine(state, files[0])).ShouldBe(File.ReadAllBytes(Path.Combine(whole, files[0])));
        await using var metadata = SqliteMetadata.Open(Path.Combine(state, "metadata.db"));
        (await metadata.Datasets.ListAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Rows.ShouldBe(Customers - (Customers / 500));
    }

    [Fact]
    public async Task A_materialization_killed_at_any_moment_ends_as_if_undisturbed()
    {
        var whole = Path.Combine(_root, "whole");
        await FinishAsync("ingest", whole);
        var empty = Path.Combine(_root, "empty");
        Copy(whole, empty);
        var took = await FinishAsync("materialize", whole);

        var (state, left) = (Path.Combine(_root, "killed-0"), 0);
        Copy(empty, state);
        for (var kill = 0; kill < Kills; kill++)
        {
            if (await KillAsync("materialize", state, took, kill))
            {
                await SameOnlineAsync(whole, state);
                state = Path.Combine(_root, $"killed-{++left}");
                Copy(empty, state);
            }
        }

        left.ShouldBeLessThan(Kills, "some runs were killed before they were done");
        await FinishAsync("materialize", state);
        await SameOnlineAsync(whole, state);
    }

    [Fact]
    public async Task An_incremental_materialization_killed_at_any_moment_ends_as_if_undisturbed()
    {
        var whole = Path.Combine(_root, "whole");
        await FinishAsync("ingest", whole);
        await FinishAsync("materialize", whole);
        File.WriteAllText(_input, LineRepository.Header + string.Concat(Enumerable.Range(1, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i},2024-01-0{1 + (i % 6)}T01:00:00,{i},1,m{i}\n"))));
        await FinishAsync("ingest", whole);
        var state = Path.Combine(_root, "killed");
        Copy(whole, state);
        var took = await FinishAsync("incremental", whole);

        for (var kill = 0; kill < Kills; kill++)
        {
            await KillAsync("incremental", state, took, kill);
        }

        await FinishAsync("incremental", state);
        await SameOnlineAsync(whole, state);
        var full = Path.Combine(_root, "full");
        Copy(whole, full);
        File.Delete(Path.Combine(full, "online.db"));
        await FinishAsync("materialize", full);
        await SameOnlineAsync(full, state, isSameRun: false);
    }

    [Fact]
    public async Task Ranges_killed_at_any_moment_end_as_one_undisturbed_run_over_everything()
    {
        var whole = Path.Combine(_root, "whole");
        await FinishAsync("ingest", whole);
        var (state, timed) = (Path.Combine(_root, "killed"), Path.Combine(_root, "timed"));
        Copy(whole, state);
        Copy(whole, timed);
        await FinishAsync("materialize", whole);
        var took = await FinishAsync("ranges", timed);
        await SameOnlineAsync(whole, timed);

        var left = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            left += await KillAsync("ranges", state, took * 0.7, kill) ? 1 : 0;
        }

        left.ShouldBeLessThan(Kills, "some runs were killed before they were done");
        await FinishAsync("ranges", state);
        await SameOnlineAsync(whole, state);
    }

    /// <summary>Runs a step to its end and returns how long it worked.</summary>
    private async Task<TimeSpan> FinishAsync(string step, string state)
    {
        using var child = StepChild.Start(step, state, _input);
        (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
        var started = Stopwatch.GetTimestamp();
        var said = await child.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        var took = Stopwatch.GetElapsedTime(started);
        said.ShouldNotBeNull().ShouldStartWith("done ");
        await child.WaitForExitAsync().WaitAsync(Patience);
        return took;
    }

    /// <summary>Kills a step at a moment of the time it takes, a later one with each kill; true when it was done before.</summary>
    private async Task<bool> KillAsync(string step, string state, TimeSpan took, int kill)
    {
        using var child = StepChild.Start(step, state, _input);
        (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
        var said = child.StandardOutput.ReadLineAsync();
        await Task.WhenAny(said, Task.Delay(took * ((kill + _random.NextDouble()) / Kills)));
        child.Kill();
        await child.WaitForExitAsync().WaitAsync(Patience);
        return (await said)?.StartsWith("done ", StringComparison.Ordinal) == true;
    }

    private static async Task SameTablesAsync(string whole, string state)
    {
        foreach (var table in (string[])["lines", "lines__quarantine"])
        {
            var (expected, actual) = (await CommittedAsync(whole, table), await CommittedAsync(state, table));
            Sql.Single($"SELECT count(*) FROM {actual}").ShouldBe(Sql.Single($"SELECT count(*) FROM {expected}"));
            Sql.Single($"SELECT count(*) FROM (SELECT * FROM {expected} EXCEPT ALL SELECT * FROM {actual})").ShouldBe("0");
        }
    }

    /// <summary>The rows that the log speaks for: files that a killed run left behind do not count.</summary>
    private static async Task<string> CommittedAsync(string state, string table)
    {
        var folder = Path.Combine(state, "offline", table);
        var snapshot = (await DeltaTable.At(folder).ReadAsync(ct: TestContext.Current.CancellationToken)).ShouldNotBeNull();
        snapshot.Version.ShouldBe(1);
        return $"read_parquet([{string.Join(", ", snapshot.Files.Select(f => ClickCase.Literal(Path.Combine(folder, f.Path))))}])";
    }

    private static async Task SameOnlineAsync(string whole, string state, bool isSameRun = true)
    {
        await using var expected = SqliteOnlineStore.Open(Path.Combine(whole, "online.db"));
        await using var actual = SqliteOnlineStore.Open(Path.Combine(state, "online.db"));
        EntityKey[] keys = [.. Enumerable.Range(0, Customers).Select(i => EntityKey.From($"c{i}"))];
        foreach (var view in (string[])["notes@v1", "sums@v1"])
        {
            if (isSameRun)
            {
                (await actual.GetStateAsync(view)).ShouldNotBeNull().ToString().ShouldBe((await expected.GetStateAsync(view)).ShouldNotBeNull().ToString());
            }

            (await actual.CountAsync(view)).ShouldBe(await expected.CountAsync(view));
            var (theirs, ours) = (new OnlineRow[keys.Length], new OnlineRow[keys.Length]);
            await expected.ReadAsync(view, keys, theirs);
            await actual.ReadAsync(view, keys, ours);
            Enumerable.Range(0, keys.Length).Count(i => (isSameRun && theirs[i].Order != ours[i].Order) || !theirs[i].Payload.AsSpan().SequenceEqual(ours[i].Payload)).ShouldBe(0);
        }
    }

    private static IEnumerable<string> Files(string state, string folder) =>
        Directory.GetFiles(Path.Combine(state, folder), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(state, f)).Order(StringComparer.Ordinal);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
