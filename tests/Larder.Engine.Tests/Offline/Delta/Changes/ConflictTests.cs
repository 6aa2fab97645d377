using Larder.Errors;

namespace Larder.Offline.Delta;

/// <summary>Every change against everything another process can commit between its reading and its publishing.</summary>
public sealed class ConflictTests : RowFixture
{
    private const string A = "day=2024-01-01/a.parquet";
    private const string Fine = "";
    private const string AddedToIt = "added 'day=2024-01-01/w.parquet' to what this one was to replace";
    private const string RemovedA = "removed 'day=2024-01-01/a.parquet', which this one was to remove or write anew";
    private const string OtherMetadata = "changed the table's metadata";
    private const string OtherProtocol = "changed what the table demands of writers";

    /// <summary>What we do, what the winner did, what becomes of ours where the table is Serializable and where it is WriteSerializable.</summary>
    public static TheoryData<string, string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string, string>();
            foreach (var ours in (string[])["append", "overwrite", "removal", "compaction"])
            {
                cases.Add(ours, "append elsewhere", Fine, Fine);
                cases.Add(ours, "removal elsewhere", Fine, Fine);
                cases.Add(ours, "compaction elsewhere", Fine, Fine);
                cases.Add(ours, "transaction", Fine, Fine);
                cases.Add(ours, "metadata", OtherMetadata, OtherMetadata);
                cases.Add(ours, "protocol", OtherProtocol, OtherProtocol);
                cases.Add(ours, "append", ours == "overwrite" ? AddedToIt : Fine, Fine);
                cases.Add(ours, "append that has read", ours == "overwrite" ? AddedToIt : Fine, ours == "overwrite" ? AddedToIt : Fine);
                cases.Add(ours, "removal", ours == "append" ? Fine : RemovedA, ours == "append" ? Fine : RemovedA);
                cases.Add(ours, "compaction", ours == "append" ? Fine : RemovedA, ours == "append" ? Fine : RemovedA);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_change_follows_what_came_between_or_says_why_not(string ours, string winner, string serializable, string writeSerializable)
    {
        foreach (var (level, expected) in new[] { ("Serializable", serializable), ("WriteSerializable", writeSerializable) })
        {
            if (Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }

            await FourFilesAsync(level);
            var won = false;
            var racing = new Action<DeltaStep>(step =>
            {
                if (step == DeltaStep.CommitWritten && !won)
                {
                    won = true;
                    File.WriteAllText(Commit(2), Winner(winner));
                }
            });

            if (expected.Length == 0)
            {
                await CommitAsync(racing, ours);
                (await Table.ReadAsync())!.Version.ShouldBe(3);
            }
            else
            {
                (await Should.ThrowAsync<ConflictException>(() => CommitAsync(racing, ours))).Message.ShouldBe(
                    $"The {ours} to the Delta table '{Folder}' came too late: version 2, which another process committed meanwhile, {expected}. Nothing was committed; run the step again.");
                File.Exists(Commit(3)).ShouldBeFalse();
            }
        }
    }

    [Theory]
    [InlineData("append")]
    [InlineData("overwrite")]
    [InlineData("removal")]
    public async Task A_change_whose_transaction_another_process_committed_meanwhile_is_that_commit(string ours)
    {
        await FourFilesAsync("Serializable");
        var racing = new Action<DeltaStep>(step => File.WriteAllText(Commit(2), """{"commitInfo":{"userMetadata":"theirs"}}""" + "\n" + """{"txn":{"appId":"ours","version":1}}"""));

        (await CommitAsync(racing, ours)).ShouldBe(new DeltaCommit(2, true, "theirs"));
    }

    [Fact]
    public async Task A_change_that_a_later_transaction_of_its_application_overtook_is_a_conflict()
    {
        await FourFilesAsync("Serializable");
        var racing = new Action<DeltaStep>(step => File.WriteAllText(Commit(2), """{"txn":{"appId":"ours","version":2}}"""));

        (await Should.ThrowAsync<ConflictException>(() => CommitAsync(racing, "removal"))).Message.ShouldBe(
            $"Application 'ours' has already committed transaction 2 to the Delta table '{Folder}' (version 2), so transaction 1 came too late. Use a version above 2.");
    }

    [Fact]
    public async Task The_same_file_added_by_two_is_a_conflict()
    {
        await FourFilesAsync("Serializable");
        var racing = new Action<DeltaStep>(step => File.WriteAllText(Commit(2), Add("day=2024-01-01/new.parquet", true)));

        (await Should.ThrowAsync<ConflictException>(() => CommitAsync(racing, "append"))).Message.ShouldStartWith(
            $"File 'day=2024-01-01/new.parquet' of the append to the Delta table '{Folder}' already belongs to it since version 2.");
    }

    private async Task FourFilesAsync(string level)
    {
        await Table.CreateAsync(Rows, ["day"]);
        File.WriteAllText(Commit(0), File.ReadAllText(Commit(0)).Replace("\"configuration\":{}", $"\"configuration\":{{\"delta.isolationLevel\":\"{level}\"}}", StringComparison.Ordinal));
        await Table.AppendAsync(new("load", 1, [WriteRows("a", "2024-01-01"), WriteRows("b", "2024-01-01"), WriteRows("c", "2024-01-02"), WriteRows("d", "2024-01-02")]));
        await Table.RemoveOrphansAsync(TimeSpan.Zero);
    }

    private async Task<DeltaCommit> CommitAsync(Action<DeltaStep> reached, string ours)
    {
        var table = DeltaTable.At(Folder, Clock, reached);
        switch (ours)
        {
            case "append": return await table.AppendAsync(new("ours", 1, [WriteRows("new", "2024-01-01")]));
            case "overwrite": return await table.OverwriteAsync(new(new("ours", 1, [WriteRows("new", "2024-01-01")]), [Day("2024-01-01")]));
            case "removal": return await table.RemoveAsync(new(new("ours", 1, []), [A]));
            default:
                // Files of the second day are left alone, so that winners can change them.
                using (var connection = Database.Value.Connect())
                {
                    var snapshot = (await table.ReadAsync())!;
                    DeltaFile[] from = [.. snapshot.Files.Take(2)];
                    var written = new FileRewriter(Folder, snapshot, connection).Write(from, default);
                    return await new TableCommitter(Folder, Clock, reached).CommitAsync(DeltaChanges.Compact(from, [written], 1), default);
                }
        }
    }

    private static string Winner(string kind) => kind switch
    {
        "append" => Info(isBlindAppend: true) + Add("day=2024-01-01/w.parquet", true),
        "append that has read" => Info(isBlindAppend: false) + Add("day=2024-01-01/w.parquet", true),
        "append elsewhere" => Info(isBlindAppend: true) + Add("day=2024-01-02/w.parquet", true),
        "removal" => Info(isBlindAppend: false) + Remove(A, true),
        "removal elsewhere" => Info(isBlindAppend: false) + Remove("day=2024-01-02/c.parquet", true),
        "compaction" => Remove(A, false) + Add("day=2024-01-01/w.parquet", false),
        "compaction elsewhere" => Remove("day=2024-01-02/c.parquet", false) + Add("day=2024-01-02/w.parquet", false),
        "transaction" => """{"txn":{"appId":"theirs","version":7}}""",
        "metadata" => $$$"""{"metaData":{"id":"x","partitionColumns":["day"],"schemaString":{{{System.Text.Json.JsonSerializer.Serialize(Rows.Json)}}},"configuration":{"p":"1"} } }""",
        _ => """{"protocol":{"minReaderVersion":1,"minWriterVersion":1}}""",
    };

    private static string Info(bool isBlindAppend) => $$$"""{"commitInfo":{"isBlindAppend":{{{(isBlindAppend ? "true" : "false")}}}}}""" + "\n";

    private static string Add(string path, bool dataChange) =>
        $$$"""{"add":{"path":"{{{path}}}","size":1,"modificationTime":1,"dataChange":{{{(dataChange ? "true" : "false")}}},"partitionValues":{"day":"{{{path[4..14]}}}"} } }""" + "\n";

    private static string Remove(string path, bool dataChange) => $$$"""{"remove":{"path":"{{{path}}}","dataChange":{{{(dataChange ? "true" : "false")}}}}}""" + "\n";
}
