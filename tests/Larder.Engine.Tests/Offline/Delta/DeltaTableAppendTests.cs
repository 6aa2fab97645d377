using System.Text.Json;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

public sealed class DeltaTableAppendTests : TableFixture
{
    [Fact]
    public async Task An_append_is_one_commit_of_the_protocols_form()
    {
        await Table.CreateAsync(Schema, ["name"]);
        var file = Write("name=A B/part ü%.parquet", "12345", rows: 7) with
        {
            PartitionValues = new Dictionary<string, string?> { ["name"] = "A B" },
            Columns = [new("id", FeatureValue.From(-1L), FeatureValue.From(99L), 0)],
        };

        var commit = await Table.AppendAsync(new("ingest", 3, [file]) { UserMetadata = """{"rows":7}""" });

        commit.ShouldBe(new DeltaCommit(1, false, """{"rows":7}"""));
        File.ReadAllText(Commit(1)).ShouldBe(
            """
            {"commitInfo":{"timestamp":1772366400250,"operation":"WRITE","operationParameters":{"mode":"Append","partitionBy":"[\"name\"]"},"isBlindAppend":true,"operationMetrics":{"numFiles":"1","numOutputRows":"7","numOutputBytes":"5"},"engineInfo":"ENGINE","userMetadata":"{\"rows\":7}"}}
            {"txn":{"appId":"ingest","version":3,"lastUpdated":1772366400250}}
            {"add":{"path":"name=A%20B/part%20%C3%BC%25.parquet","partitionValues":{"name":"A B"},"size":5,"modificationTime":1772366400250,"dataChange":true,"stats":"{\"numRecords\":7,\"minValues\":{\"id\":-1},\"maxValues\":{\"id\":99},\"nullCount\":{\"id\":0}}","tags":{"larder.sha256":"5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5"}}}

            """.Replace("ENGINE", Engine, StringComparison.Ordinal));
        Directory.GetFiles(LogFolder.Of(Folder)).Order().ShouldBe([Commit(0), Commit(1)]);
    }

    [Fact]
    public async Task An_append_reads_back_and_time_travel_does_not_see_it()
    {
        await Table.CreateAsync(Schema, []);
        await Append("ingest", 1, "a.parquet", "b.parquet");
        await Append("ingest", 2, "sub/c.parquet");

        var newest = (await Table.ReadAsync())!;
        newest.Version.ShouldBe(2);
        newest.Files.Select(file => (file.Path, file.AddedIn, file.Size, file.Rows)).ShouldBe(
            [("a.parquet", 1L, 4L, 1L), ("b.parquet", 1, 4, 1), ("sub/c.parquet", 2, 4, 1)]);
        newest.Transactions["ingest"].ShouldBe(new DeltaTransaction("ingest", 2, 2, null, Instant.From(Clock.Now)));

        (await Table.ReadAsync(1))!.Files.Count.ShouldBe(2);
        (await Table.ReadAsync(0))!.Files.ShouldBeEmpty();
        var error = await Should.ThrowAsync<NotFoundException>(() => Table.ReadAsync(3));
        error.Message.ShouldBe($"Version 3 of the Delta table '{Folder}' does not exist; the newest is 2. Read that, or an earlier one.");
    }

    [Fact]
    public async Task The_same_transaction_commits_nothing_and_gives_back_the_earlier_commit()
    {
        await Table.CreateAsync(Schema, []);
        await Table.AppendAsync(new("ingest", 1, [Write("a.parquet")]) { UserMetadata = "first" });
        await Append("ingest", 2, "b.parquet");
        await Append("other", 1, "c.parquet");

        var again = await Table.AppendAsync(new("ingest", 1, [Write("a2.parquet")]) { UserMetadata = "second" });

        again.ShouldBe(new DeltaCommit(1, true, "first"));
        (await Table.ReadAsync())!.Version.ShouldBe(3);
    }

    [Fact]
    public async Task A_transaction_that_a_later_one_overtook_is_a_conflict()
    {
        await Table.CreateAsync(Schema, []);
        await Append("ingest", 5, "a.parquet");

        var error = await Should.ThrowAsync<ConflictException>(() => Append("ingest", 4, "b.parquet"));

        error.Message.ShouldBe(
            $"Application 'ingest' has already committed transaction 5 to the Delta table '{Folder}' (version 1), so transaction 4 came too late. Use a version above 5.");
    }

    [Fact]
    public async Task The_same_transaction_from_many_threads_is_committed_once()
    {
        await Table.CreateAsync(Schema, []);
        var append = new DeltaAppend("ingest", 1, [Write("a.parquet")]) { UserMetadata = "counts" };

        var commits = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Table.AppendAsync(append))));

        commits.Count(commit => !commit.AlreadyCommitted).ShouldBe(1);
        commits.ShouldAllBe(commit => commit.Version == 1 && commit.UserMetadata == "counts");
        (await Table.ReadAsync())!.Files.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_append_without_files_records_its_transaction()
    {
        await Table.CreateAsync(Schema, []);

        await Append("ingest", 1);

        (await Table.ReadAsync())!.Transactions["ingest"].CommittedIn.ShouldBe(1);
    }

    [Fact]
    public async Task An_append_needs_a_table()
    {
        var error = await Should.ThrowAsync<NotFoundException>(() => Table.AppendAsync(new("ingest", 1, [])));

        error.Message.ShouldBe($"There is no Delta table at '{Folder}'. Create it first, or check the path.");
        Directory.Exists(Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_data_file_must_exist()
    {
        await Table.CreateAsync(Schema, []);

        var error = await Should.ThrowAsync<NotFoundException>(() => Table.AppendAsync(new("ingest", 1, [new("gone.parquet", 1)])));

        error.Message.ShouldBe($"File 'gone.parquet' of the append to the Delta table '{Folder}' does not exist. Write it under the table's folder before appending.");
        Directory.GetFiles(LogFolder.Of(Folder)).ShouldBe([Commit(0)]);
    }

    [Theory]
    [InlineData("/etc/passwd", "has an empty name; give a path relative to the table's folder")]
    [InlineData("", "has an empty name; give a path relative to the table's folder")]
    [InlineData("../x.parquet", "has a name that begins with '_' or a dot, which readers ignore")]
    [InlineData("_x/y.parquet", "has a name that begins with '_' or a dot, which readers ignore")]
    [InlineData("a\\b.parquet", "contains a backslash, a colon or a zero")]
    [InlineData("a.parquet", "is given twice")]
    public async Task A_path_that_readers_would_not_find_is_refused(string path, string problem)
    {
        await Table.CreateAsync(Schema, []);
        var first = Write("a.parquet");

        var error = await Should.ThrowAsync<InvalidInputException>(() => Table.AppendAsync(new("ingest", 1, [first, new(path, 1)])));

        error.Message.ShouldBe($"File '{path}' of the append to the Delta table '{Folder}' {problem}. Correct the append.");
    }

    [Fact]
    public async Task A_file_is_not_added_twice()
    {
        await Table.CreateAsync(Schema, []);
        await Append("ingest", 1, "a.parquet");

        var error = await Should.ThrowAsync<ConflictException>(() => Append("ingest", 2, "a.parquet"));

        error.Message.ShouldBe(
            $"File 'a.parquet' of the append to the Delta table '{Folder}' already belongs to it since version 1. "
            + "Write the rows to a file with a new name, or repeat the earlier append with its own transaction.");
    }

    [Fact]
    public async Task Partition_values_must_be_exactly_those_of_the_partition_columns()
    {
        await Table.CreateAsync(new([new("id", DeltaType.Long), new("day", DeltaType.Date)]), ["day"]);
        var file = Write("a.parquet");

        var missing = await Should.ThrowAsync<InvalidInputException>(() => Table.AppendAsync(new("a", 1, [file])));
        missing.Message.ShouldBe(
            $"File 'a.parquet' of the append to the Delta table '{Folder}' has values for the partition columns [], not [day]. Give exactly one value for each; null is a value.");
        var wrong = await Should.ThrowAsync<InvalidInputException>(() => Table.AppendAsync(new("a", 1, [Partitioned(file, "2020-02-30")])));
        wrong.Message.ShouldBe(
            $"File 'a.parquet' of the append to the Delta table '{Folder}' has the value '2020-02-30' for partition column 'day', which is no date. Give it in the protocol's text form.");

        await Table.AppendAsync(new("a", 1, [Partitioned(file, "2020-02-29")]));
        await Table.AppendAsync(new("a", 2, [Partitioned(Write("b.parquet"), "")]));
        await Table.AppendAsync(new("a", 3, [Partitioned(Write("c.parquet"), null)]));
        (await Table.ReadAsync())!.Files.Select(read => read.PartitionValues["day"]).ShouldBe(["2020-02-29", null, null]);
    }

    [Theory]
    [InlineData("", 1L, "The append to the Delta table '{0}' has no usable transaction: application '', version 1. Give a non-empty application id and a version from 0.")]
    [InlineData("a", -1L, "The append to the Delta table '{0}' has no usable transaction: application 'a', version -1. Give a non-empty application id and a version from 0.")]
    public async Task A_transaction_needs_an_application_and_a_version(string appId, long version, string message)
    {
        await Table.CreateAsync(Schema, []);

        var error = await Should.ThrowAsync<InvalidInputException>(() => Table.AppendAsync(new(appId, version, [])));

        error.Message.ShouldBe(message.Replace("{0}", Folder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Odd_characters_in_paths_and_values_survive()
    {
        await Table.CreateAsync(Schema, ["name"]);
        string[] names = ["A/A".Replace('/', '∕'), "B B", "100%", "a%20b", "é", "日本", "x=y", "#?&+", "\"quoted\""];
        var files = names.Select((name, i) => Partitioned(Write($"name={name}/{i} {name}.parquet"), name, "name")).ToArray();

        await Table.AppendAsync(new("odd", 1, files));

        var read = (await Table.ReadAsync())!.Files;
        read.Select(file => file.Path).ShouldBe(files.Select(file => file.Path));
        read.Select(file => file.PartitionValues["name"]).ShouldBe(names);
        read.ShouldAllBe(file => File.Exists(Path.Combine(Folder, file.Path)));
        foreach (var line in File.ReadLines(Commit(1)).Skip(2))
        {
            var path = JsonDocument.Parse(line).RootElement.GetProperty("add").GetProperty("path").GetString()!;
            path.ShouldAllBe(character => char.IsAsciiLetterOrDigit(character) || "-_.~%=/".Contains(character));
        }
    }

    [Fact]
    public async Task A_table_behind_a_linked_folder_takes_appends()
    {
        Directory.CreateSymbolicLink(Path.Combine(Root, "linked"), Directory.CreateDirectory(Folder).FullName);
        var linked = DeltaTable.At(Path.Combine(Root, "linked"), Clock);

        await linked.CreateAsync(Schema, []);
        await linked.AppendAsync(new("a", 1, [Write("a.parquet")]));

        (await Table.ReadAsync())!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_append_commits_nothing()
    {
        await Table.CreateAsync(Schema, []);
        using var source = new CancellationTokenSource();
        source.Cancel();

        await Should.ThrowAsync<OperationCanceledException>(() => Table.AppendAsync(new("a", 1, [Write("a.parquet")]), source.Token));

        Directory.GetFiles(LogFolder.Of(Folder)).ShouldBe([Commit(0)]);
    }

    [Fact]
    public async Task Eight_threads_lose_nothing()
    {
        await Table.CreateAsync(Schema, []);

        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var mine = new List<long>();
            for (var number = 0; number < 12; number++)
            {
                mine.Add((await Table.AppendAsync(DeltaWriter.Append(Folder, $"w{writer}", number))).Version);
            }

            return mine;
        })));

        versions.SelectMany(mine => mine).Order().ShouldBe(Enumerable.Range(1, 96).Select(version => (long)version));
        versions.ShouldAllBe(mine => mine.SequenceEqual(mine.Order()));
        (await Table.ReadAsync())!.Files.Count.ShouldBe(96);
    }

    private static DeltaNewFile Partitioned(DeltaNewFile file, string? value, string column = "day") =>
        file with { PartitionValues = new Dictionary<string, string?> { [column] = value } };
}
