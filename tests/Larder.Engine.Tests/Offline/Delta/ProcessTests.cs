using System.Diagnostics;
using System.Globalization;
using Larder.Reference;

namespace Larder.Offline.Delta;

/// <summary>Writers in processes of their own: racing each other, and killed.</summary>
public sealed class ProcessTests : TableFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Eight_processes_lose_nothing_and_take_every_version_once()
    {
        const int Writers = 8;
        const int Each = 25;
        await Table.CreateAsync(Schema, []);
        var writers = Enumerable.Range(0, Writers).Select(writer => DeltaWriter.Start(Folder, $"w{writer}", 0, Each)).ToArray();
        try
        {
            foreach (var writer in writers)
            {
                (await writer.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
            }

            Array.ForEach(writers, writer => writer.StandardInput.WriteLine());
            var reported = (await Task.WhenAll(writers.Select(AcknowledgedAsync))).SelectMany(lines => lines).ToArray();

            reported.Select(line => line.Version).Order().ShouldBe(Enumerable.Range(1, Writers * Each).Select(version => (long)version));
            var snapshot = (await Table.ReadAsync())!;
            snapshot.Version.ShouldBe(Writers * Each);
            snapshot.Files.Select(file => file.Path).Order(StringComparer.Ordinal).ShouldBe(
                Enumerable.Range(0, Writers).SelectMany(writer => Enumerable.Range(0, Each).Select(number => $"w{writer}-{number}.parquet")).Order(StringComparer.Ordinal));
            snapshot.Transactions.Values.ShouldAllBe(transaction => transaction.Version == Each - 1);
            Enumerable.Range(0, Writers * Each).Count(i => Commits(i + 1) == i + 1).ShouldBe(Writers * Each);
            (await Table.FindOrphansAsync()).ShouldBeEmpty();
        }
        finally
        {
            Array.ForEach(writers, Stop);
        }
    }

    [Fact]
    public async Task A_writer_killed_at_any_moment_leaves_whole_versions_and_loses_no_acknowledged_one()
    {
        var kills = CaseCount.Of(16);
        var random = new Random(20260301);
        await Table.CreateAsync(Schema, []);
        var acknowledged = new Dictionary<int, long>();
        var next = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            using var writer = DeltaWriter.Start(Folder, "w", next, 100_000);
            try
            {
                (await writer.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
                await writer.StandardInput.WriteLineAsync();
                await writer.StandardInput.FlushAsync();

                // From before the first commit of a cold process to some dozens later; within a commit it falls at any step.
                await Task.Delay(TimeSpan.FromMicroseconds(1_000 + (300_000 * ((kill + random.NextDouble()) / kills))));
            }
            finally
            {
                writer.Kill();
            }

            foreach (var (number, version, _) in await AcknowledgedAsync(writer))
            {
                acknowledged.TryAdd(number, version).ShouldBeTrue();
            }

            var snapshot = (await Table.ReadAsync())!;
            snapshot.Files.Select(file => (file.Path, file.AddedIn)).ShouldBe(
                Enumerable.Range(0, (int)snapshot.Version).Select(number => ($"w-{number}.parquet", number + 1L)));
            acknowledged.ShouldAllBe(entry => entry.Value == entry.Key + 1 && entry.Value <= snapshot.Version);

            // Like a producer that did not hear the answer, the next writer repeats the last transaction that was acknowledged and goes on.
            next = acknowledged.Count == 0 ? 0 : acknowledged.Keys.Max() + 1;
            var repeated = await Table.AppendAsync(DeltaWriter.Append(Folder, "w", (int)snapshot.Version == 0 ? 0 : (int)snapshot.Version - 1));
            repeated.AlreadyCommitted.ShouldBe(snapshot.Version > 0);
        }

        acknowledged.Count.ShouldBeGreaterThan(kills, "the writers got to work before they were killed");
        Clock.Now = DateTimeOffset.MaxValue;
        await Table.RemoveOrphansAsync(TimeSpan.Zero);
        Directory.GetFiles(LogFolder.Of(Folder)).ShouldAllBe(path => !Path.GetFileName(path).StartsWith('.'), "temporary files are gone");
        var last = (await Table.ReadAsync())!;
        Directory.GetFiles(Folder).Length.ShouldBe(last.Files.Count);
        (await Table.AppendAsync(DeltaWriter.Append(Folder, "w", (int)last.Version))).Version.ShouldBe(last.Version + 1);
    }

    private static async Task<List<(int Number, long Version, bool Earlier)>> AcknowledgedAsync(Process writer)
    {
        var text = await writer.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await writer.WaitForExitAsync().WaitAsync(Patience);

        // A killed writer's last line may be cut off: it counts only with its line break.
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Select(parts =>
            (int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture), bool.Parse(parts[2])))];
    }

    private static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private int Commits(int version) => File.Exists(Commit(version)) ? version : -1;
}
