using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>Checkpoints and hints that are missing, cut off, changed or of other makes: read right, or refused by name, never read wrong.</summary>
public sealed class DamagedCheckpointTests : CheckpointFixture
{
    private const string Name = "00000000000000000010.checkpoint.parquet";

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":"x"}""")]
    public async Task A_damaged_hint_is_passed_over_with_a_warning(string content)
    {
        await CommitsAsync(12);
        ForgetBefore(10);
        File.WriteAllText(Hint, content);

        var read = (await Table.ReadAsync())!;

        read.Files.Select(file => file.Path).ShouldBe(Expected(12));
        read.Warnings.ShouldBe([$"'_last_checkpoint' of the Delta table '{Folder}' is damaged and was passed over; the next checkpoint writes it anew."]);
        await CommitsAsync(8, from: 13);
        (await Table.ReadAsync())!.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"version":999,"size":1}""")]
    [InlineData("""{"version":10,"size":1,"parts":2}""")]
    [InlineData(null)]
    public async Task A_hint_that_helps_nothing_is_no_problem(string? content)
    {
        await CommitsAsync(12);
        ForgetBefore(10);
        File.Delete(Hint);
        if (content is not null)
        {
            File.WriteAllText(Hint, content);
        }

        var read = (await Table.ReadAsync())!;
        read.Files.Select(file => file.Path).ShouldBe(Expected(12));
        read.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_old_hint_before_a_gap_is_overtaken_by_a_newer_checkpoint()
    {
        await CommitsAsync(22);
        File.WriteAllText(Hint, """{"version":10,"size":1}""");
        ForgetBefore(20);

        (await PathsAsync()).ShouldBe(Expected(22));
    }

    [Fact]
    public async Task A_checkpoint_cut_off_anywhere_is_made_up_for_by_an_older_one_with_a_warning()
    {
        await CommitsAsync(22);
        ForgetBefore(10);
        var whole = File.ReadAllBytes(Checkpoint(20));
        foreach (var length in Enumerable.Range(0, 16).Select(part => whole.Length * part / 16).Append(whole.Length - 1))
        {
            File.WriteAllBytes(Checkpoint(20), whole[..length]);
            var read = (await Table.ReadAsync())!;
            read.Files.Select(file => file.Path).ShouldBe(Expected(22));
            read.Warnings.ShouldHaveSingleItem().ShouldStartWith($"The checkpoint '00000000000000000020.checkpoint.parquet' of the Delta table '{Folder}' is damaged (");
        }
    }

    [Fact]
    public async Task A_checkpoint_cut_off_is_named_where_nothing_makes_up_for_it()
    {
        await CommitsAsync(12);
        ForgetBefore(10);
        File.WriteAllBytes(Checkpoint(10), File.ReadAllBytes(Checkpoint(10))[..500]);

        (await ErrorAsync()).ShouldBe(
            $"The Delta table '{Folder}' cannot be read: its checkpoint '{Name}' is damaged (No magic bytes found at end of file '{Checkpoint(10)}'), and '00000000000000000000.json', "
            + "from which the log could be replayed without it, is gone. Restore one of the two from a backup.");
    }

    [Fact]
    public async Task A_damaged_checkpoint_of_a_long_log_is_made_up_for_by_its_commits()
    {
        await CommitsAsync(61);
        for (var version = 10; version <= 60; version += 10)
        {
            File.WriteAllText(Checkpoint(version), "PAR1");
        }

        var read = (await Table.ReadAsync())!;
        read.Files.Select(file => file.Path).ShouldBe(Expected(61));
        read.Warnings.Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_checkpoint_with_any_byte_changed_is_never_read_wrong()
    {
        await CommitsAsync(12);
        ForgetBefore(10);
        var expected = NaiveReplay.Describe((await Table.ReadAsync())!);
        var whole = File.ReadAllBytes(Checkpoint(10));
        var random = new Random(20260501);
        var noticed = 0;
        for (var i = 0; i < 300; i++)
        {
            var changed = (byte[])whole.Clone();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(Checkpoint(10), changed);
            try
            {
                NaiveReplay.Describe((await Table.ReadAsync())!).ShouldBe(expected);
            }
            catch (InvalidInputException e)
            {
                e.Message.ShouldStartWith($"The Delta table '{Folder}' cannot be read: its checkpoint '{Name}' is damaged (");
                noticed++;
            }
        }

        noticed.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task A_checkpoint_under_the_name_of_another_version_is_noticed()
    {
        await CommitsAsync(12);
        File.Copy(Checkpoint(10), Checkpoint(11));
        File.Delete(Hint);
        ForgetBefore(10);

        var read = (await Table.ReadAsync())!;
        read.Files.Select(file => file.Path).ShouldBe(Expected(12));
        read.Warnings.ShouldBe(
            [$"The checkpoint '00000000000000000011.checkpoint.parquet' of the Delta table '{Folder}' is damaged (its rows are not those that were written); its commits were replayed instead."]);
    }

    [Theory]
    [InlineData("SELECT * EXCLUDE (protocol) FROM CHECKPOINT", "it lacks the action 'protocol'")]
    [InlineData("SELECT * FROM CHECKPOINT WHERE metaData IS NULL", "it lacks the action 'metaData'")]
    [InlineData("SELECT * REPLACE (CASE WHEN add IS NOT NULL THEN {'path': add.path, 'size': -1} END AS add) FROM CHECKPOINT", "row 1 has an action 'add' that has a negative 'size'")]
    [InlineData("SELECT * REPLACE (CASE WHEN add IS NOT NULL THEN {'path': add.path, 'size': 1, 'modificationTime': 1, 'stats': '{'} END AS add) FROM CHECKPOINT", "row 1 has an action 'add' that has 'stats' that are not valid")]
    [InlineData("SELECT * REPLACE (CASE WHEN add IS NOT NULL THEN {'path': add.path, 'size': -1} END AS add, CASE WHEN txn IS NOT NULL THEN {'appId': txn.appId} END AS txn) FROM CHECKPOINT", "row 1 has an action 'txn' that lacks 'version'")]
    [InlineData("SELECT *, {'path': 'x'} AS sidecar FROM CHECKPOINT", "it keeps files in sidecars (v2Checkpoint)")]
    public async Task A_checkpoint_of_another_writer_that_lacks_something_is_named(string select, string reason)
    {
        await CommitsAsync(10);
        Rewrite(Checkpoint(10), Path.Combine(Root, "other"), select);
        File.Move(Path.Combine(Root, "other"), Checkpoint(10), overwrite: true);
        ForgetBefore(10);

        (await ErrorAsync()).ShouldBe(
            $"The Delta table '{Folder}' cannot be read: its checkpoint '{Name}' is damaged ({reason}), and '00000000000000000000.json', "
            + "from which the log could be replayed without it, is gone. Restore one of the two from a backup.");
    }

    [Fact]
    public async Task A_checkpoint_in_parts_is_read_when_all_are_there()
    {
        await CommitsAsync(12);
        ForgetBefore(10);
        string Part(int part) => Path.Combine(Log, $"00000000000000000010.checkpoint.000000000{part}.0000000002.parquet");
        Rewrite(Checkpoint(10), Part(1), "SELECT * FROM CHECKPOINT LIMIT 15");
        Rewrite(Checkpoint(10), Part(2), "SELECT * FROM CHECKPOINT OFFSET 15");
        File.Delete(Checkpoint(10));

        (await PathsAsync()).ShouldBe(Expected(12));

        File.Delete(Part(2));
        (await ErrorAsync()).ShouldBe(
            $"The Delta table '{Folder}' needs its checkpoint of version 10, because '00000000000000000000.json' is gone; "
            + "but the checkpoint lacks a part, or is of a kind (v2Checkpoint) that Larder does not read yet. Restore the missing files from a backup.");
    }

    [Fact]
    public async Task A_gap_after_the_checkpoint_is_named()
    {
        await CommitsAsync(13);
        File.Delete(Commit(12));

        (await ErrorAsync()).ShouldBe(
            $"The log of the Delta table '{Folder}' has a gap: '00000000000000000012.json' is missing, though version 13 exists. Restore that file from a backup, or read version 11.");
        (await PathsAsync(11)).ShouldBe(Expected(11));
    }

    [Fact]
    public async Task A_version_before_the_log_begins_is_named()
    {
        await CommitsAsync(12);
        ForgetBefore(10);

        (await Should.ThrowAsync<NotFoundException>(() => Table.ReadAsync(4))).Message.ShouldBe(
            $"Version 4 of the Delta table '{Folder}' is not in its log any more, which begins with version 10. Read that, or a later one.");
    }

    private async Task<string> ErrorAsync() => (await Should.ThrowAsync<InvalidInputException>(() => Table.ReadAsync())).Message;
}
