using Larder.Support;
using Larder.Types;

namespace Larder.Offline.Delta;

public sealed class CheckpointTests : CheckpointFixture
{
    [Fact]
    public async Task Every_tenth_commit_is_followed_by_a_checkpoint_and_the_hint_names_the_newest()
    {
        await CommitsAsync(21);

        Directory.GetFiles(Log).Where(path => !path.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBe([Checkpoint(10), Checkpoint(20), Hint]);
        File.ReadAllText(Hint).ShouldBe($$"""{"version":20,"size":42,"sizeInBytes":{{new FileInfo(Checkpoint(20)).Length}},"numOfAddFiles":20}""");
        (await PathsAsync()).ShouldBe(Expected(21));
        (await PathsAsync(15)).ShouldBe(Expected(15));
        (await PathsAsync(9)).ShouldBe(Expected(9));
    }

    [Fact]
    public async Task Its_columns_and_rows_are_the_protocols()
    {
        await CommitsAsync(10);

        Sql.Single($"SELECT string_agg(name || ' ' || coalesce(type, coalesce(converted_type, 'STRUCT')), ', ') FROM parquet_schema('{Checkpoint(10)}') WHERE name NOT IN ('duckdb_schema')").ShouldBe(
            "txn STRUCT, appId BYTE_ARRAY, version INT64, lastUpdated INT64, committedIn INT64, userMetadata BYTE_ARRAY, "
            + "add STRUCT, path BYTE_ARRAY, partitionValues MAP, key_value STRUCT, key BYTE_ARRAY, value BYTE_ARRAY, size INT64, modificationTime INT64, dataChange BOOLEAN, stats BYTE_ARRAY, "
            + "tags MAP, key_value STRUCT, key BYTE_ARRAY, value BYTE_ARRAY, "
            + "remove STRUCT, path BYTE_ARRAY, deletionTimestamp INT64, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues MAP, key_value STRUCT, key BYTE_ARRAY, value BYTE_ARRAY, size INT64, "
            + "metaData STRUCT, id BYTE_ARRAY, name BYTE_ARRAY, description BYTE_ARRAY, format STRUCT, provider BYTE_ARRAY, options MAP, key_value STRUCT, key BYTE_ARRAY, value BYTE_ARRAY, "
            + "schemaString BYTE_ARRAY, partitionColumns LIST, list STRUCT, element BYTE_ARRAY, configuration MAP, key_value STRUCT, key BYTE_ARRAY, value BYTE_ARRAY, createdTime INT64, "
            + "protocol STRUCT, minReaderVersion INT32, minWriterVersion INT32, readerFeatures LIST, list STRUCT, element BYTE_ARRAY, writerFeatures LIST, list STRUCT, element BYTE_ARRAY");
        var rows = $"read_parquet('{Checkpoint(10)}')";
        Sql.Single($"SELECT count(*) || ' ' || count(add) || ' ' || count(txn) || ' ' || count(remove) || ' ' || count(metaData) || ' ' || count(protocol) FROM {rows}").ShouldBe("22 10 10 0 1 1");
        Sql.Single($"SELECT bool_or(add.dataChange) || ' ' || count(protocol.readerFeatures) || ' ' || min(protocol.minWriterVersion) FROM {rows}").ShouldBe("false 0 2");
        Sql.Single($"SELECT count(*) FROM {rows} WHERE (add IS NOT NULL)::INT + (txn IS NOT NULL)::INT + (remove IS NOT NULL)::INT + (metaData IS NOT NULL)::INT + (protocol IS NOT NULL)::INT <> 1").ShouldBe("0");
    }

    [Fact]
    public async Task The_tables_property_says_how_often()
    {
        await Table.CreateAsync(Schema, []);
        File.WriteAllText(Commit(1), File.ReadAllLines(Commit(0))[2].Replace("\"configuration\":{}", "\"configuration\":{\"delta.checkpointInterval\":\"3\"}", StringComparison.Ordinal));
        await CommitsAsync(8, from: 2);

        Directory.GetFiles(Log, "*.parquet").Order(StringComparer.Ordinal).ShouldBe([Checkpoint(3), Checkpoint(6), Checkpoint(9)]);
    }

    [Fact]
    public async Task Facts_that_checkpoints_of_the_protocol_lack_survive_the_commits()
    {
        await CommitsAsync(10);
        var before = NaiveReplay.Describe((await Table.ReadAsync())!);
        ForgetBefore(11);

        NaiveReplay.Describe((await Table.ReadAsync())!).ShouldBe(before);
        var again = await Table.AppendAsync(new("app 7", 7, []));
        again.ShouldBe(new DeltaCommit(7, true, "text of 7"));
    }

    [Fact]
    public async Task An_old_transaction_of_an_application_is_found_in_the_commits_behind_a_checkpoint()
    {
        await Table.CreateAsync(Schema, []);
        for (var number = 1; number <= 63; number++)
        {
            await Table.AppendAsync(new("app", number, [Write($"{number}.parquet")]) { UserMetadata = $"text of {number}" });
        }

        (await Table.AppendAsync(new("app", 4, []))).ShouldBe(new DeltaCommit(4, true, "text of 4"));
        File.Delete(Commit(4));
        (await Should.ThrowAsync<Errors.ConflictException>(() => Table.AppendAsync(new("app", 4, [])))).Message.ShouldBe(
            $"Application 'app' has already committed transaction 63 to the Delta table '{Folder}' (version 63), so transaction 4 came too late. Use a version above 63.");
    }

    [Fact]
    public async Task A_checkpoint_of_another_writer_is_completed_from_the_commits()
    {
        await CommitsAsync(60);
        var before = (await Table.ReadAsync())!;
        Rewrite(Checkpoint(60), Path.Combine(Root, "other"), "SELECT * REPLACE (CASE WHEN txn IS NOT NULL THEN {'appId': txn.appId, 'version': txn.version} END AS txn) FROM CHECKPOINT");
        File.Move(Path.Combine(Root, "other"), Checkpoint(60), overwrite: true);

        var after = (await Table.ReadAsync())!;
        after.Transactions.Values.Select(t => (t.AppId, t.Version, t.CommittedIn, t.UserMetadata)).ShouldBe(before.Transactions.Values.Select(t => (t.AppId, t.Version, t.CommittedIn, t.UserMetadata)), ignoreOrder: true);
        after.Files.Select(file => file.Path).ShouldBe(Expected(60));
    }

    [Fact]
    public async Task Removed_files_are_kept_until_they_expire_and_are_no_orphans_even_then()
    {
        await CommitsAsync(2);
        await Table.RemoveAsync(new(new("cleaner", 1, []), ["1.parquet"]));
        await CommitsAsync(7, from: 3);
        Sql.Single($"SELECT string_agg(remove.path || ' ' || remove.deletionTimestamp || ' ' || remove.dataChange || ' ' || remove.size, ',') FROM read_parquet('{Checkpoint(10)}')")
            .ShouldBe("1.parquet 1772366400250 false 4");
        (await Table.FindOrphansAsync()).ShouldBeEmpty();

        Clock.Now += TimeSpan.FromDays(7) + TimeSpan.FromMilliseconds(1);
        await CommitsAsync(50, from: 10);
        Sql.Single($"SELECT count(remove) FROM read_parquet('{Checkpoint(60)}')").ShouldBe("0");
        (await Table.FindOrphansAsync()).ShouldBeEmpty("earlier versions need the file");
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_written_fails_no_commit()
    {
        await CommitsAsync(9);
        Directory.CreateDirectory(Checkpoint(10));

        await CommitsAsync(5, from: 10);

        (await PathsAsync()).ShouldBe(Expected(14));
        Directory.GetFiles(Log, ".larder-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_checkpoint_can_be_asked_for_and_is_written_once()
    {
        await CommitsAsync(3);

        (await Table.CheckpointAsync()).ShouldBe(3);
        var written = File.GetLastWriteTimeUtc(Checkpoint(3));
        (await Table.CheckpointAsync()).ShouldBe(3);
        File.GetLastWriteTimeUtc(Checkpoint(3)).ShouldBe(written);
        ForgetBefore(4);
        (await PathsAsync()).ShouldBe(Expected(3));
        (await Table.ReadAsync())!.CommittedAt.ShouldBeNull("only the commit says so");
        File.Exists(Commit(3)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_older_checkpoint_never_takes_the_hint_from_a_newer_one()
    {
        await CommitsAsync(20);
        var hint = File.ReadAllText(Hint);
        File.Delete(Checkpoint(10));

        var state = new LogState(Folder);
        await LogReader.ReplayAsync(state, 10, default);
        await CheckpointWriter.WriteAsync(state, Instant.From(Clock.Now), _ => { }, default);

        File.Exists(Checkpoint(10)).ShouldBeTrue();
        File.ReadAllText(Hint).ShouldBe(hint);
    }
}
