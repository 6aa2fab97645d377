namespace Larder.Offline.Delta;

/// <summary>Generated logs with checkpoints here and there, read like the naive twin reads their commits alone.</summary>
public sealed class GeneratedLogTests : TableFixture
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 5)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_log_with_checkpoints_reads_like_its_commits_alone(int seed)
    {
        Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        var (log, random) = (new GeneratedLog(Folder, seed), new Random(seed));
        log.Create();
        while (log.Version < 30)
        {
            log.Next();
            if (random.Next(4) == 0)
            {
                (await Table.CheckpointAsync()).ShouldBe(log.Version);
            }
        }

        var expected = Enumerable.Range(0, 31).Select(version => NaiveReplay.Describe(Folder, version)).ToArray();
        for (var version = 0; version <= 30; version++)
        {
            NaiveReplay.Describe((await Table.ReadAsync(version))!).ShouldBe(expected[version]);
        }

        // What the log has lost behind its first checkpoint is not missed from there on, facts of old transactions included.
        var first = LogListing.Read(Folder).Checkpoints[0].Version;
        for (var version = 0; version < first; version++)
        {
            File.Delete(Commit(version));
        }

        for (var version = (int)first; version <= 30; version++)
        {
            NaiveReplay.Describe((await Table.ReadAsync(version))!).ShouldBe(expected[version]);
        }
    }
}
