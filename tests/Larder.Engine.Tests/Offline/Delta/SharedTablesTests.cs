using System.Text.Json.Nodes;
using Larder.Errors;
using Larder.Support;

namespace Larder.Offline.Delta;

/// <summary>Tables written by other engines over the years: the plain ones read like an independent replay, the others are refused by name.</summary>
public sealed class SharedTablesTests
{
    private const string Feature = "which Larder does not read yet. Drop the feature with the tool that wrote the table, or copy the rows into a new table without it.";

    /// <summary>A table whose version 0 has no columns, which is none for Larder; the newest has some.</summary>
    private const string WithoutColumns = "delta-live-table";

    public static TheoryData<string, int, int> Supported => new()
    {
        { "cdc_ict_table", 3, 2 },
        { "cdf-table", 3, 9 },
        { "cdf-table-non-partitioned", 4, 11 },
        { "checkpoints", 12, 12 },
        { "concurrent_workers", 0, 0 },
        { "delta-0.2.0", 3, 3 },
        { "delta-0.8-empty", 1, 0 },
        { "delta-0.8.0", 1, 2 },
        { "delta-0.8.0-date", 0, 1 },
        { "delta-0.8.0-null-partition", 0, 2 },
        { "delta-0.8.0-numeric-partition", 0, 2 },
        { "delta-0.8.0-partitioned", 0, 6 },
        { "delta-0.8.0-special-partition", 0, 2 },
        { "delta-1.2.1-only-struct-stats", 12, 12 },
        { "delta-2.2.0-partitioned-types", 0, 3 },
        { "delta-checkpoint-stats-optional", 2, 2 },
        { "delta-stats-optional", 2, 2 },
        { "golden/data-reader-array-primitives", 0, 2 },
        { "http_requests", 1, 2 },
        { "issue-2152", 0, 0 },
        { "issue_1374", 1, 2 },
        { "latest_not_checkpointed", 3, 1 },
        { "partition-type-primitives", 0, 16 },
        { "python-0.25.5-checkpoint", 1, 2 },
        { "simple_commit", 0, 0 },
        { "simple_table", 4, 5 },
        { "simple_table_with_cdc", 2, 1 },
        { "simple_table_with_checkpoint", 10, 11 },
        { "table-without-dv-small", 0, 1 },
        { "table_failed_last_checkpoint_update", 3, 4 },
        { "table_with_edge_timestamps", 0, 2 },
        { "table_with_null_stats_in_notnull_struct", 1, 2 },
        { "with_checkpoint_no_last_checkpoint", 3, 1 },
    };

    /// <summary>Tables whose log begins with a checkpoint: the oldest and the newest version, and its files.</summary>
    public static TheoryData<string, int, int, int> Truncated => new()
    {
        { "checkpoint-cdf-table", 3, 5, 13 },
        { "checkpoint_with_partitions", 2, 2, 2 },
        { "checkpoints_vacuumed", 5, 12, 12 },
    };

    public static TheoryData<string, string> Refused => new()
    {
        { "cdf-table-with-cdc-and-dvs", $"uses the table features deletionVectors (reader version 3), {Feature}" },
        { "checkpoint-v2-table", $"uses the table features v2Checkpoint (reader version 3), {Feature}" },
        { "simple_table_features", $"uses the table features columnMapping, blahabl, deletionVectors, v2Checkpoint (reader version 5), {Feature}" },
        { "spark-shredded-variant-preview-delta", $"uses the table features variantShredding-preview, variantType (reader version 3), {Feature}" },
        { "spark-variant-checkpoint", $"uses the table features variantType-preview (reader version 3), {Feature}" },
        { "spark-variant-stable-feature-checkpoint", $"uses the table features variantType (reader version 3), {Feature}" },
        { "table-with-domain-metadata", $"uses the table features deletionVectors (reader version 3), {Feature}" },
        { "table-with-dv-small", $"uses the table features deletionVectors (reader version 3), {Feature}" },
        { "table_with_column_mapping", $"uses column mapping (mode name, reader version 2), {Feature}" },
        { "table_with_deletion_logs", $"uses the table features deletionVectors (reader version 3), {Feature}" },
        { "table_with_liquid_clustering", $"uses the table features deletionVectors (reader version 3), {Feature}" },
        { "table_with_partitioning_mapping", $"uses the table features deletionVectors, columnMapping (reader version 3), {Feature}" },
    };

    [Theory]
    [MemberData(nameof(Supported))]
    public async Task A_plain_table_reads_like_an_independent_replay(string name, int newest, int files)
    {
        var folder = Path.GetFullPath(SharedData.Require(Path.Combine("delta-rs", name)));
        var table = DeltaTable.At(folder);

        (await table.ReadAsync())!.Version.ShouldBe(newest);
        for (var version = 0; version <= newest; version++)
        {
            var read = (await table.ReadAsync(version))!;
            Describe(read).ShouldBe(Replay(folder, version));
            if (version == newest)
            {
                read.Files.Count.ShouldBe(files);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Truncated))]
    public async Task A_table_that_begins_with_a_checkpoint_reads_like_an_independent_replay(string name, int oldest, int newest, int files)
    {
        var folder = Path.GetFullPath(SharedData.Require(Path.Combine("delta-rs", name)));
        var table = DeltaTable.At(folder);

        var last = (await table.ReadAsync())!;
        (last.Version, last.Files.Count).ShouldBe((newest, files));
        last.Warnings.ShouldBeEmpty();
        for (var version = oldest; version <= newest; version++)
        {
            Describe((await table.ReadAsync(version))!).ShouldBe(ReplayOn(Checkpoint(folder, oldest), folder, oldest + 1, version));
        }

        (await Should.ThrowAsync<NotFoundException>(() => table.ReadAsync(oldest - 1))).Message.ShouldBe(
            $"Version {oldest - 1} of the Delta table '{folder}' is not in its log any more, which begins with version {oldest}. Read that, or a later one.");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_table_that_needs_more_is_refused_by_name(string name, string problem)
    {
        var folder = Path.GetFullPath(SharedData.Require(Path.Combine("delta-rs", name)));

        var error = await Should.ThrowAsync<InvalidInputException>(() => DeltaTable.At(folder).ReadAsync());

        error.Message.ShouldBe($"The Delta table '{folder}' {problem}");
    }

    [Fact]
    public async Task Reader_version_2_without_column_mapping_is_read()
    {
        var read = (await DeltaTable.At(SharedData.Require(Path.Combine("delta-rs", WithoutColumns))).ReadAsync())!;

        (read.Version, read.Protocol.MinReaderVersion, read.Files.Count).ShouldBe((1, 2, 0));
    }

    [Fact]
    public void Every_shared_table_is_in_one_of_the_lists()
    {
        var root = SharedData.Require("delta-rs");
        var there = Directory.GetDirectories(root, "_delta_log", SearchOption.AllDirectories).Select(log => Path.GetRelativePath(root, Path.GetDirectoryName(log)!));

        there.Order(StringComparer.Ordinal).ShouldBe(
            Supported.Select(row => row.Data.Item1).Concat(Truncated.Select(row => row.Data.Item1)).Concat(Refused.Select(row => row.Data.Item1)).Append(WithoutColumns).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("delta-0.8.0")]
    [InlineData("delta-0.8.0-partitioned")]
    [InlineData("delta-0.8.0-special-partition")]
    [InlineData("delta-0.8.0-null-partition")]
    [InlineData("simple_table")]
    public async Task The_listed_files_are_on_disk_with_the_listed_size(string name)
    {
        var folder = SharedData.Require(Path.Combine("delta-rs", name));

        foreach (var file in (await DeltaTable.At(folder).ReadAsync())!.Files)
        {
            new FileInfo(Path.Combine(folder, file.Path)).Length.ShouldBe(file.Size, file.Path);
        }
    }

    [Fact]
    public async Task Special_and_null_partition_values_are_those_that_were_written()
    {
        var special = (await DeltaTable.At(SharedData.Require("delta-rs/delta-0.8.0-special-partition")).ReadAsync())!;
        special.Files.Select(file => (file.Path[..file.Path.IndexOf('/', StringComparison.Ordinal)], file.PartitionValues["x"])).ShouldBe([("x=A%2FA", "A/A"), ("x=B%20B", "B B")]);

        var nulls = (await DeltaTable.At(SharedData.Require("delta-rs/delta-0.8.0-null-partition")).ReadAsync())!;
        nulls.Files.Select(file => file.PartitionValues["k"]).ShouldBe(["A", null]);
    }

    [Fact]
    public async Task Schema_rows_and_transactions_of_other_writers_are_read()
    {
        var plain = (await DeltaTable.At(SharedData.Require("delta-rs/delta-0.8.0")).ReadAsync())!;
        plain.Schema.Fields.ShouldBe([new("value", DeltaType.Integer)]);
        plain.Files.Select(file => file.Rows).ShouldBe([2L, 2]);
        plain.Id.ShouldBe("c48a3abf-ea47-498b-b173-52ce534e8dab");

        var txn = (await DeltaTable.At(SharedData.Require("delta-rs/delta-0.2.0")).ReadAsync())!;
        txn.Transactions.Values.Select(transaction => (transaction.AppId, transaction.Version, transaction.CommittedIn)).ShouldBe([("e4a20b59-dd0e-4c50-b074-e8ae4786df30", 0L, 3L)]);
        txn.Files.ShouldAllBe(file => file.Rows == null && file.Stats.IsEmpty);

        var nested = (await DeltaTable.At(SharedData.Require("delta-rs/delta-1.2.1-only-struct-stats")).ReadAsync())!;
        nested.Schema.Find("decimal")!.Type.Name.ShouldBe("decimal(8,5)");
        DeltaSchema.Parse(nested.Schema.Json).Fields.ShouldBe(nested.Schema.Fields);
    }

    private static List<string> Describe(DeltaSnapshot snapshot) =>
        [.. snapshot.Files.Select(file => Line(file.Path, file.Size, file.PartitionValues)).Order(StringComparer.Ordinal)];

    /// <summary>The naive twin: a dictionary by the path as the log spells it, whole commits held in memory, no checks.</summary>
    private static List<string> Replay(string folder, int version) => ReplayOn([], folder, 0, version);

    private static List<string> ReplayOn(Dictionary<string, JsonNode> live, string folder, int first, int version)
    {
        foreach (var commit in Enumerable.Range(first, Math.Max(0, version - first + 1)).Select(number => Path.Combine(folder, "_delta_log", $"{number:D20}.json")))
        {
            var actions = File.ReadAllLines(commit).Select(line => JsonNode.Parse(line)!).ToList();
            actions.Select(action => action["remove"]).OfType<JsonNode>().ToList().ForEach(remove => live.Remove((string)remove["path"]!));
            actions.Select(action => action["add"]).OfType<JsonNode>().ToList().ForEach(add => live[(string)add["path"]!] = add);
        }

        return [.. live.Select(entry => Line(
            System.Net.WebUtility.UrlDecode(entry.Key.Replace("+", "%2B", StringComparison.Ordinal)),
            (long)entry.Value["size"]!,
            entry.Value["partitionValues"]!.AsObject().ToDictionary(pair => pair.Key, pair => (string?)pair.Value))).Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, JsonNode> Checkpoint(string folder, int version) => Sql.Lines(
        $"SELECT CAST(to_json({{'path': add.path, 'size': add.size, 'partitionValues': add.partitionValues}}) AS VARCHAR) FROM '{folder}/_delta_log/{version:D20}.checkpoint.parquet' WHERE add.path IS NOT NULL")
        .Select(line => JsonNode.Parse(line)!).ToDictionary(add => (string)add["path"]!);

    private static string Line(string path, long size, IReadOnlyDictionary<string, string?> values) =>
        $"{path} {size} {string.Join(' ', values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value ?? "null"}"))}";
}
