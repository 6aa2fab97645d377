using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

public sealed class TimeTravelTests : CheckpointFixture
{
    private readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public async Task A_time_gives_the_version_that_was_the_newest_then()
    {
        await HourlyAsync(12);

        (await AtAsync(_start)).ShouldBe(0);
        (await AtAsync(_start.AddHours(3))).ShouldBe(3);
        (await AtAsync(_start.AddHours(4).AddTicks(-10))).ShouldBe(3);
        (await AtAsync(_start.AddYears(1))).ShouldBe(12);
        var error = await Should.ThrowAsync<NotFoundException>(() => AtAsync(_start.AddTicks(-10)));
        error.Message.ShouldBe(
            $"The Delta table '{Folder}' has no version as old as 2026-03-01T12:00:00.249999Z: its first that can be read, 0, is of 2026-03-01T12:00:00.250000Z. Give that time or a later one.");
    }

    [Fact]
    public async Task Behind_a_cleaned_log_the_first_version_is_that_of_the_checkpoint()
    {
        await HourlyAsync(12);
        ForgetBefore(7);

        (await AtAsync(_start.AddHours(11))).ShouldBe(11);
        var error = await Should.ThrowAsync<NotFoundException>(() => AtAsync(_start.AddHours(8)));
        error.Message.ShouldBe(
            $"The Delta table '{Folder}' has no version as old as 2026-03-01T20:00:00.250000Z: its first that can be read, 10, is of 2026-03-01T22:00:00.250000Z. Give that time or a later one.");
    }

    [Fact]
    public async Task Commits_of_others_have_the_time_of_their_file_and_later_versions_are_later()
    {
        await HourlyAsync(1);
        File.WriteAllText(Commit(2), """{"commitInfo":{"timestamp":1,"operation":"MERGE","operationParameters":{"n":7,"a":[1],"z":null},"engineInfo":"Other/1"}}""");
        File.SetLastWriteTimeUtc(Commit(2), _start.UtcDateTime.AddHours(5));
        File.WriteAllText(Commit(3), """{"txn":{"appId":"x","version":1}}""");
        File.SetLastWriteTimeUtc(Commit(3), _start.UtcDateTime.AddHours(2));
        File.WriteAllText(Commit(4), """{"commitInfo":{"inCommitTimestamp":1772409600250,"timestamp":3}}""");

        var history = await Table.HistoryAsync();

        history.Select(version => (version.Version, version.Time)).ShouldBe(
        [
            (4, Instant.From(_start.AddHours(12))),
            (3, Instant.From(_start.AddHours(5).AddMilliseconds(1))),
            (2, Instant.From(_start.AddHours(5))),
            (1, Instant.From(_start.AddHours(1))),
            (0, Instant.From(_start)),
        ]);
        history[2].Operation.ShouldBe("MERGE");
        history[2].Parameters.ShouldBe(new Dictionary<string, string> { ["n"] = "7", ["a"] = "[1]" });
        history[2].Engine.ShouldBe("Other/1");
        history[1].Operation.ShouldBeNull();
    }

    [Fact]
    public async Task The_history_says_what_was_done()
    {
        await HourlyAsync(1);

        var append = (await Table.HistoryAsync())[0];

        append.Operation.ShouldBe("WRITE");
        append.Parameters.ShouldBe(new Dictionary<string, string> { ["mode"] = "Append", ["partitionBy"] = "[]" });
        append.Metrics.ShouldBe(new Dictionary<string, string> { ["numFiles"] = "1", ["numOutputRows"] = "1", ["numOutputBytes"] = "4" });
        append.Engine.ShouldBe(Engine);
        append.UserMetadata.ShouldBe("text of 1");
    }

    [Fact]
    public async Task Without_a_table_there_is_no_history()
    {
        (await Should.ThrowAsync<NotFoundException>(() => Table.HistoryAsync())).Message.ShouldBe($"There is no Delta table at '{Folder}'. Create it first, or check the path.");
        (await Table.ReadAsync(Instant.From(_start))).ShouldBeNull();
    }

    private async Task HourlyAsync(int versions)
    {
        await Table.CreateAsync(Schema, []);
        for (var version = 1; version <= versions; version++)
        {
            Clock.Now = _start.AddHours(version);
            await CommitsAsync(1, from: version);
        }
    }

    private async Task<long> AtAsync(DateTimeOffset time) => (await Table.ReadAsync(Instant.From(time)))!.Version;
}
