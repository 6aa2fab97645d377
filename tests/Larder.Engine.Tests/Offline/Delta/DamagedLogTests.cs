using System.Text;
using Larder.Errors;

namespace Larder.Offline.Delta;

public sealed class DamagedLogTests : TableFixture
{
    private const string Remedy = "Restore that file from a backup, or read version 1.";
    private const string File2 = "'00000000000000000002.json'";

    [Fact]
    public async Task An_empty_commit_file_is_named()
    {
        await ThreeVersionsAsync();
        File.WriteAllText(Commit(2), "");

        (await ErrorAsync()).ShouldBe($"Version 2 of the Delta table '{Folder}' is damaged: {File2} is empty. {Remedy}");
        (await Table.ReadAsync(1))!.Files.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_commit_cut_off_at_any_byte_is_never_taken_for_a_whole_one()
    {
        await ThreeVersionsAsync();
        var whole = File.ReadAllBytes(Commit(2));
        for (var length = 0; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(Commit(2), whole[..length]);

            (await ErrorAsync()).ShouldStartWith($"Version 2 of the Delta table '{Folder}' is damaged: ");
        }

        File.WriteAllBytes(Commit(2), whole[..^1]);
        (await Table.ReadAsync())!.Files.Count.ShouldBe(3, "only the line break at the end is missing");
    }

    [Fact]
    public async Task A_line_cut_off_is_named_with_its_byte()
    {
        await ThreeVersionsAsync();
        var whole = File.ReadAllText(Commit(2));
        File.WriteAllText(Commit(2), whole[..(whole.IndexOf('\n', StringComparison.Ordinal) + 6)]);

        (await ErrorAsync()).ShouldBe($"Version 2 of the Delta table '{Folder}' is damaged: line 2 of {File2} is cut off or not valid JSON (byte 6). {Remedy}");
    }

    [Fact]
    public async Task A_commit_cut_off_between_lines_is_named()
    {
        await ThreeVersionsAsync();
        File.WriteAllLines(Commit(2), File.ReadAllLines(Commit(2))[..2]);

        (await ErrorAsync()).ShouldBe($"Version 2 of the Delta table '{Folder}' is damaged: {File2} is cut off after line 2: it adds 0 of 1 files. {Remedy}");
    }

    [Fact]
    public async Task A_block_of_zeros_is_named()
    {
        await ThreeVersionsAsync();
        File.WriteAllBytes(Commit(2), new byte[512]);

        (await ErrorAsync()).ShouldBe($"Version 2 of the Delta table '{Folder}' is damaged: line 1 of {File2} is cut off or not valid JSON (byte 1). {Remedy}");
    }

    [Theory]
    [InlineData("[]", "line 1 of {0} is not a JSON object")]
    [InlineData("\n{}", "line 1 of {0} is not valid JSON (byte 1)")]
    [InlineData("""{"add":{}}""", "line 1 of {0} has an action 'add' that lacks 'path'")]
    [InlineData("""{"add":{"path":7}}""", "line 1 of {0} has an action 'add' that has a 'path' that is not text")]
    [InlineData("""{"add":{"path":"a"}}""", "line 1 of {0} has an action 'add' that lacks 'size'")]
    [InlineData("""{"add":{"path":"a","size":-1}}""", "line 1 of {0} has an action 'add' that has a negative 'size'")]
    [InlineData("""{"add":{"path":"a","size":1.5}}""", "line 1 of {0} has an action 'add' that has a 'size' that is not an integer")]
    [InlineData("""{"add":{"path":"a","size":1}}""", "line 1 of {0} has an action 'add' that lacks 'modificationTime'")]
    [InlineData("""{"add":{"path":"a","size":1,"partitionValues":[]}}""", "line 1 of {0} has an action 'add' that has a 'partitionValues' that is not an object")]
    [InlineData("""{"add":{"path":"a","size":1,"modificationTime":1,"stats":"{"}}""", "line 1 of {0} has an action 'add' that has 'stats' that are not valid")]
    [InlineData("""{"add":{"path":"../a"}}""", "line 1 of {0} has an action 'add' that has a 'path' that is not a path under the table: '../a'")]
    [InlineData("""{"add":{"path":"%2e%2e/a"}}""", "line 1 of {0} has an action 'add' that has a 'path' that is not a path under the table: '%2e%2e/a'")]
    [InlineData("""{"remove":{}}""", "line 1 of {0} has an action 'remove' that lacks 'path'")]
    [InlineData("""{"txn":{"appId":"a"}}""", "line 1 of {0} has an action 'txn' that lacks 'version'")]
    [InlineData("""{"protocol":{"minReaderVersion":-1}}""", "line 1 of {0} has an action 'protocol' that has a 'minReaderVersion' that is not a version")]
    [InlineData("""{"metaData":{"id":"x","partitionColumns":["k"],"schemaString":"{}"}}""", "line 1 of {0} has an action 'metaData' without a valid 'schemaString'")]
    [InlineData("""{"metaData":{"id":"x","partitionColumns":["k"],"schemaString":"{\"fields\":[]}"}}""", "line 1 of {0} has an action 'metaData' whose partition column 'k' is not in the schema")]
    public async Task An_action_without_its_due_form_is_named(string content, string problem)
    {
        await ThreeVersionsAsync();
        File.WriteAllText(Commit(2), content);

        (await ErrorAsync()).ShouldBe(
            $"Version 2 of the Delta table '{Folder}' is damaged: {problem.Replace("{0}", File2, StringComparison.Ordinal)}. {Remedy}");
    }

    [Theory]
    [InlineData("s3://b/a")]
    [InlineData("file:///tables/of/others/a%20b")]
    [InlineData("/tables/of/others/a")]
    [InlineData("%2Ftables/a")]
    public async Task A_file_outside_the_folder_is_no_damage(string path)
    {
        await ThreeVersionsAsync();
        File.WriteAllText(Commit(2), """{"add":{"path":"PATH","size":1,"modificationTime":1,"partitionValues":{}}}""".Replace("PATH", path, StringComparison.Ordinal));

        (await ErrorAsync()).ShouldBe(
            $"The Delta table '{Folder}' uses files outside its folder, as shallow clones do ('{path}'), which Larder does not read yet. "
            + "Drop the feature with the tool that wrote the table, or copy the rows into a new table without it.");
    }

    [Fact]
    public async Task Unknown_actions_and_members_are_ignored()
    {
        await ThreeVersionsAsync();
        File.WriteAllText(Commit(2), """
            {"somethingNew":{"path":7}}
            {"add":{"path":"n.parquet","size":1,"modificationTime":1,"partitionValues":{},"new":[1]},"cdc":null}
            """);

        (await Table.ReadAsync())!.Files.Select(file => file.Path).ShouldBe(["a.parquet", "b.parquet", "n.parquet"]);
    }

    [Fact]
    public async Task A_gap_is_named()
    {
        await ThreeVersionsAsync();
        File.Delete(Commit(1));

        (await ErrorAsync()).ShouldBe(
            $"The log of the Delta table '{Folder}' has a gap: '00000000000000000001.json' is missing, though version 2 exists. Restore that file from a backup, or read version 0.");
        (await Table.ReadAsync(0))!.Version.ShouldBe(0);
        var append = await Should.ThrowAsync<InvalidInputException>(() => Append("x", 9, "x.parquet"));
        append.Message.ShouldBe(await ErrorAsync());
    }

    [Fact]
    public async Task A_missing_first_commit_is_a_gap()
    {
        await ThreeVersionsAsync();
        File.Delete(Commit(0));

        (await ErrorAsync()).ShouldBe(
            $"The log of the Delta table '{Folder}' has a gap: '00000000000000000000.json' is missing, though version 2 exists. Restore that file from a backup.");
    }

    [Fact]
    public async Task A_checkpoint_beside_a_whole_log_is_not_needed()
    {
        await ThreeVersionsAsync();
        File.WriteAllText(Path.Combine(LogFolder.Of(Folder), "00000000000000000001.checkpoint.parquet"), "");
        File.WriteAllText(Path.Combine(LogFolder.Of(Folder), "_last_checkpoint"), "{");

        var read = (await Table.ReadAsync())!;
        read.Version.ShouldBe(2);
        read.Warnings.ShouldBe(
        [
            $"'_last_checkpoint' of the Delta table '{Folder}' is damaged and was passed over; the next checkpoint writes it anew.",
            $"The checkpoint '00000000000000000001.checkpoint.parquet' of the Delta table '{Folder}' is damaged (File '{Folder}/_delta_log/00000000000000000001.checkpoint.parquet' too small to be a Parquet file); its commits were replayed instead.",
        ]);
    }

    [Theory]
    [InlineData("protocol")]
    [InlineData("metaData")]
    public async Task A_log_without_protocol_or_metadata_is_named(string action)
    {
        await ThreeVersionsAsync();
        File.WriteAllLines(Commit(0), File.ReadAllLines(Commit(0)).Where(line => !line.Contains($"\"{action}\"", StringComparison.Ordinal)));

        (await ErrorAsync()).ShouldBe(
            $"Version 0 of the Delta table '{Folder}' is damaged: '00000000000000000000.json' and all commits to version 2 lack the action '{action}'. Restore that file from a backup.");
    }

    [Fact]
    public async Task A_file_without_its_partition_value_is_named()
    {
        await Table.CreateAsync(Schema, ["name"]);
        File.WriteAllText(Commit(1), """{"add":{"path":"n.parquet","size":1,"modificationTime":1,"partitionValues":{}}}""");

        (await ErrorAsync()).ShouldBe(
            $"Version 1 of the Delta table '{Folder}' is damaged: file 'n.parquet' has no value for partition column 'name'. Write the table anew with the tool that wrote it.");
    }

    [Fact]
    public async Task Bytes_that_are_not_text_are_named()
    {
        await ThreeVersionsAsync();
        File.WriteAllBytes(Commit(2), [.. Encoding.UTF8.GetBytes("{\"txn\":{\"appId\":\""), 0xFF, .. Encoding.UTF8.GetBytes("\",\"version\":1}}")]);

        (await ErrorAsync()).ShouldBe($"Version 2 of the Delta table '{Folder}' is damaged: line 1 of {File2} holds text that is not valid Unicode. {Remedy}");
        File.WriteAllText(Commit(2), """{"txn":{"appId":"\ud800","version":1}}""");
        (await ErrorAsync()).ShouldBe($"Version 2 of the Delta table '{Folder}' is damaged: line 1 of {File2} holds text that is not valid Unicode. {Remedy}");
    }

    private async Task ThreeVersionsAsync()
    {
        await Table.CreateAsync(Schema, []);
        await Append("x", 1, "a.parquet", "b.parquet");
        await Append("x", 2, "c.parquet");
    }

    private async Task<string> ErrorAsync() => (await Should.ThrowAsync<InvalidInputException>(() => Table.ReadAsync())).Message;
}
