using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>Commits whose files take the place of all others.</summary>
public sealed class DeltaTableReplaceTests : TableFixture
{
    private static readonly DeltaSchema Wider = new([.. Schema.Fields, new("more", DeltaType.Double)]);

    [Fact]
    public async Task The_new_files_are_all_there_is_and_the_old_version_keeps_its_own()
    {
        await Table.CreateAsync(Schema, [], TestContext.Current.CancellationToken);
        await Append("load", 1, "a.parquet", "b.parquet");

        var commit = await ReplaceAsync(1, of: 1, Schema, "c.parquet");

        commit.ShouldBe(new DeltaCommit(2, AlreadyCommitted: false, "made of x"));
        (await PathsAsync(null)).ShouldBe(["c.parquet"]);
        (await PathsAsync(1)).ShouldBe(["a.parquet", "b.parquet"]);
        (await Table.FindOrphansAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty("earlier versions need the files removed");
        File.ReadAllLines(Commit(2)).ShouldBe(
        [
            $$$"""{"commitInfo":{"timestamp":1772366400250,"operation":"WRITE","operationParameters":{"mode":"Overwrite","partitionBy":"[]"},"isBlindAppend":false,"operationMetrics":{"numFiles":"1","numRemovedFiles":"2","numOutputRows":"1","numOutputBytes":"4"},"engineInfo":"{{{Engine}}}","userMetadata":"made of x"}}""",
            """{"txn":{"appId":"derive","version":1,"lastUpdated":1772366400250}}""",
            """{"remove":{"path":"a.parquet","deletionTimestamp":1772366400250,"dataChange":true,"extendedFileMetadata":true,"partitionValues":{},"size":4}}""",
            """{"remove":{"path":"b.parquet","deletionTimestamp":1772366400250,"dataChange":true,"extendedFileMetadata":true,"partitionValues":{},"size":4}}""",
            """{"add":{"path":"c.parquet","partitionValues":{},"size":4,"modificationTime":1772366400250,"dataChange":true,"stats":"{\"numRecords\":1}","tags":{"larder.sha256":"bc51e9e65d79e1c90ba544ab2eae1044ccdf8c1af7a559ba375cba4276f7d99e"}}}""",
        ]);
    }

    [Fact]
    public async Task The_columns_may_change_and_old_versions_keep_theirs()
    {
        await Table.CreateAsync(Schema, [], TestContext.Current.CancellationToken);
        await Append("load", 1, "a.parquet");

        await ReplaceAsync(1, of: 1, Wider, "b.parquet");

        (await Table.ReadAsync(ct: TestContext.Current.CancellationToken))!.Schema.ShouldBe(Wider);
        (await Table.ReadAsync(1, TestContext.Current.CancellationToken))!.Schema.ShouldBe(Schema);
    }

    [Fact]
    public async Task The_same_transaction_again_commits_nothing()
    {
        await Table.CreateAsync(Schema, [], TestContext.Current.CancellationToken);
        await ReplaceAsync(1, of: 0, Schema, "a.parquet");

        (await ReplaceAsync(1, of: 0, Schema, "b.parquet")).ShouldBe(new DeltaCommit(1, AlreadyCommitted: true, "made of x"));

        (await PathsAsync(null)).ShouldBe(["a.parquet"]);
    }

    [Fact]
    public async Task A_version_that_came_between_is_not_overwritten()
    {
        await Table.CreateAsync(Schema, [], TestContext.Current.CancellationToken);
        await Append("load", 1, "a.parquet");

        var refused = await Should.ThrowAsync<ConflictException>(() => ReplaceAsync(1, of: 0, Schema, "b.parquet"));

        refused.Message.ShouldBe($"The Delta table '{Folder}' was to be replaced at version 0 and has version 1: another process has written to it. Nothing was committed; run the step again.");
        (await PathsAsync(null)).ShouldBe(["a.parquet"]);
    }

    private Task<DeltaCommit> ReplaceAsync(long transaction, long of, DeltaSchema schema, params string[] paths) => Table.ReplaceAsync(
        new(new("derive", transaction, [.. paths.Select(path => Write(path))]) { UserMetadata = "made of x" }, schema, of), TestContext.Current.CancellationToken);

    private async Task<IEnumerable<string>> PathsAsync(long? version) => (await Table.ReadAsync(version, TestContext.Current.CancellationToken))!.Files.Select(f => f.Path);
}
