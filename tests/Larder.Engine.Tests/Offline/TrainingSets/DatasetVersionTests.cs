using Larder.Crash;
using Larder.Engine;
using Larder.Errors;
using Larder.Support;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>The same facts are the same version and the same bytes; any other fact is another version.</summary>
public sealed class DatasetVersionTests : LineFixture
{
    private const string Lines = "a,2024-01-01T00:00:00,1,2,x\na,2024-01-02T00:00:00,700,2,y\nb,2024-01-03T00:00:00,3,2,z\n";

    [Fact]
    public async Task A_rebuild_has_the_same_bytes_with_any_threads_in_any_folder()
    {
        await IngestAsync(Lines);
        var first = await BuildAsync(World.Workspace);
        var bytes = await File.ReadAllBytesAsync(first.Path, TestContext.Current.CancellationToken);
        World.Clock.Advance(TimeSpan.FromDays(1));

        var reused = await BuildAsync(World.Workspace);
        var rebuilt = await BuildAsync(World.With(threads: 4), new TrainingSetOptions { Rebuild = true });

        (first.IsReused, reused.IsReused, rebuilt.IsReused).ShouldBe((false, true, false));
        reused.Record.ShouldBe(first.Record with { Views = reused.Record.Views, Tables = reused.Record.Tables });
        rebuilt.Record.ShouldBe(first.Record with { Views = rebuilt.Record.Views, Tables = rebuilt.Record.Tables });
        (await File.ReadAllBytesAsync(rebuilt.Path, TestContext.Current.CancellationToken)).ShouldBe(bytes);
    }

    [Fact]
    public async Task Another_process_builds_the_same_version_and_bytes()
    {
        await IngestAsync(Lines);
        var here = await BuildAsync(World.Workspace);
        var said = await ChildAsync("ingest") + await ChildAsync("build");

        said.ShouldBe($"done 3 3 0\ndone {StepChild.Text(here)}\n");
    }

    [Fact]
    public async Task A_damaged_or_missing_file_is_built_again()
    {
        await IngestAsync(Lines);
        var first = await BuildAsync(World.Workspace);
        var bytes = await File.ReadAllBytesAsync(first.Path, TestContext.Current.CancellationToken);
        foreach (var damage in (Action[])[() => File.WriteAllBytes(first.Path, [.. bytes[..^1], 0]), () => File.WriteAllBytes(first.Path, bytes[..10]), () => File.Delete(first.Path)])
        {
            damage();

            (await BuildAsync(World.Workspace)).IsReused.ShouldBeFalse();
            (await File.ReadAllBytesAsync(first.Path, TestContext.Current.CancellationToken)).ShouldBe(bytes);
        }
    }

    [Fact]
    public async Task Every_fact_is_part_of_the_version()
    {
        var versions = new List<string>();
        await IngestAsync(Lines);
        versions.Add((await BuildAsync(World.Workspace)).Record.DatasetVersion);
        versions.Add((await BuildAsync(World.Workspace, new TrainingSetOptions { AsOf = new Instant(1_704_300_000_000_000) })).Record.DatasetVersion);
        var path = World.Write("spine.csv", "customer_id,event_timestamp\na,2024-01-03 00:00:00\n");
        versions.Add((await BuildAsync(path)).Record.DatasetVersion);
        World.Write("spine.csv", "customer_id,event_timestamp\na,2024-01-03 00:00:01\n");
        versions.Add((await BuildAsync(path)).Record.DatasetVersion);
        World.Write("spine.csv", "customer_id,event_timestamp,note\na,2024-01-03 00:00:01,x\n");
        versions.Add((await BuildAsync(path)).Record.DatasetVersion);
        World.Write("spine.csv", "customer_id,event_timestamp,note\na,2024-01-03 00:00:01,y\n");
        versions.Add((await BuildAsync(path)).Record.DatasetVersion);
        await IngestAsync("zz,2023-01-01T00:00:00,1,2,x\n");
        versions.Add((await BuildAsync(path)).Record.DatasetVersion);
        versions.Add((await BuildAsync(World.Workspace)).Record.DatasetVersion);

        versions.Distinct().Count().ShouldBe(versions.Count);
    }

    [Theory]
    [InlineData("[1, 2]", "[1, 3]")]
    [InlineData("{'a': 1}", "{'a': 2}")]
    [InlineData("TIMESTAMPTZ '2024-01-01 00:00:00.000001+00'", "TIMESTAMPTZ '2024-01-01 00:00:00.000002+00'")]
    [InlineData("1.10::DECIMAL(9, 2)", "1.11::DECIMAL(9, 2)")]
    [InlineData("DATE '2024-01-01'", "DATE '2024-01-02'")]
    [InlineData("'00000000-0000-0000-0000-000000000001'::UUID", "'00000000-0000-0000-0000-000000000002'::UUID")]
    [InlineData("TIME '01:02:03'", "TIME '01:02:04'")]
    [InlineData("MAP {'a': 1}", "MAP {'a': 2}")]
    [InlineData("true", "false")]
    [InlineData("NULL::INTEGER", "0")]
    [InlineData("'\\x00'::BLOB", "'\\x01'::BLOB")]
    public async Task Columns_of_every_type_are_part_of_the_spine(string one, string other)
    {
        await IngestAsync(Lines);
        var sets = new List<TrainingSet>();
        foreach (var value in (string[])[one, other])
        {
            var path = Path.Combine(World.Folder, "spine.parquet");
            Sql.Execute($"SET TimeZone = 'UTC'; COPY (SELECT 'a' AS customer_id, TIMESTAMP '2024-01-05' AS event_timestamp, {value} AS more) TO '{path}' (FORMAT parquet)");
            sets.Add(await BuildAsync(path));
        }

        sets[1].Record.DatasetVersion.ShouldNotBe(sets[0].Record.DatasetVersion);
    }

    [Fact]
    public async Task Spine_columns_may_be_named_as_the_engine_names_its_own()
    {
        await IngestAsync("a,2024-01-01T00:00:00,1,2,x\nb,2024-01-01T00:00:00,1,2,y\n");
        var path = Path.Combine(World.Folder, "spine.parquet");
        Sql.Execute($"COPY (SELECT * FROM (VALUES (7, 'b', 70, 700, TIMESTAMP '2024-01-03'), (8, 'a', 80, 800, TIMESTAMP '2024-01-03')) v(rowid, customer_id, joined, column0, event_timestamp)) TO '{path}' (FORMAT parquet)");

        var set = await BuildAsync(path);

        Sql.Lines($"SELECT rowid, customer_id, joined, column0, notes__note FROM read_parquet('{set.Path}')").ShouldBe(["7 | b | 70 | 700 | y", "8 | a | 80 | 800 | x"]);
    }

    [Fact]
    public async Task A_spine_that_breaks_off_is_named()
    {
        await IngestAsync(Lines);
        var path = World.Write("spine.csv", "customer_id,event_timestamp\n" + string.Concat(Enumerable.Repeat("a,2024-01-05 00:00:00\n", 30_000)) + "a,never\n");

        var refused = await Should.ThrowAsync<InvalidInputException>(() => BuildAsync(path));

        refused.Message.ShouldBe($"The spine {path} cannot be read: CSV Error on Line: 30002; This type was auto-detected from the CSV file. Correct the file, or give another one with --spine.");
    }

    [Fact]
    public async Task A_text_key_that_looks_like_a_number_stays_text()
    {
        await IngestAsync("007,2024-01-01T00:00:00,1,2,bond\n7,2024-01-01T00:00:00,1,2,seven\n");

        var set = await BuildAsync(World.Write("it's; ü.csv", "\"customer_id\",event_timestamp\n007,2024-01-03 00:00:00\n7,2024-01-03T02:00:00+02:00\n,2024-01-03\n"));

        Sql.Lines($"SELECT customer_id, notes__note FROM read_parquet('{set.Path}')").ShouldBe(["007 | bond", "7 | seven", "null | null"]);
    }

    [Theory]
    [InlineData("nope.csv", null, "The spine {path} does not exist; give a Parquet or CSV file with the join key and event_timestamp.")]
    [InlineData("spine.csv", "customer,event_timestamp\na,2024-01-01\n", "The spine has no column customer_id; it has customer, event_timestamp.")]
    [InlineData("spine.csv", "customer_id,at\na,2024-01-01\n", "The spine has no column event_timestamp; it has customer_id, at.")]
    [InlineData("spine.csv", "customer_id,event_timestamp\na,2024-01-01\nb,\n", "Row 2 of the spine has no event_timestamp; every row needs a time.")]
    public async Task A_spine_that_does_not_fit_is_refused(string name, string? content, string expected)
    {
        await IngestAsync(Lines);
        var path = content is null ? Path.Combine(World.Folder, name) : World.Write(name, content);

        var refused = await Should.ThrowAsync<LarderException>(() => BuildAsync(path));

        refused.Message.ShouldBe(expected.Replace("{path}", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_events_the_next_step_is_named()
    {
        var refused = await Should.ThrowAsync<NotFoundException>(() => BuildAsync(World.Workspace));

        refused.Message.ShouldBe("Source lines has no events yet; run 'larder ingest lines' first.");
    }

    [Fact]
    public async Task A_lost_data_file_is_named_in_one_line()
    {
        await IngestAsync(Lines);
        var lost = Directory.GetFiles(Path.Combine(World.OfflinePath, "lines"), "*.parquet", SearchOption.AllDirectories)[0];
        File.Delete(lost);

        var refused = await Should.ThrowAsync<UnavailableException>(() => BuildAsync(World.Workspace));

        refused.Message.ShouldStartWith($"{World.OfflinePath}/lines cannot be used: ");
        refused.Message.ShouldNotContain('\n');
    }

    [Fact]
    public async Task An_overflow_in_a_view_is_null_and_counted()
    {
        using var world = new World(ClickRepository.Catalog);
        await world.IngestAsync("clicks", world.Write("clicks.csv", ClickCase.Header + "\n" + string.Concat(Enumerable.Repeat($"a,1,1,2024-01-01,2024-01-01,1,{long.MaxValue},p,true,,\n", 2))));
        var spine = world.Write("spine.csv", "user_id,event_timestamp\na,2024-01-02 00:00:00\n");

        var set = await new TrainingSetBuilder(world.Workspace).BuildAsync(world.Catalog.Service("of_user"), spine, cancellationToken: TestContext.Current.CancellationToken);

        set.Invalid.ShouldNotBeEmpty();
        set.Invalid.ShouldAllBe(i => i.Feature.EndsWith(":points_2d", StringComparison.Ordinal) && i.Rows == 1);
        foreach (var invalid in set.Invalid)
        {
            Sql.Single($"SELECT {invalid.Feature.Replace(":", "__", StringComparison.Ordinal)} FROM '{set.Path}'").ShouldBe("null");
        }
    }

    private Task<TrainingSet> BuildAsync(Workspace workspace, TrainingSetOptions? options = null) =>
        new TrainingSetBuilder(workspace).BuildAsync(World.Catalog.Service("of_customer"), World.Catalog.Spine("each_line"), options, TestContext.Current.CancellationToken);

    private Task<TrainingSet> BuildAsync(string spine) =>
        new TrainingSetBuilder(World.Workspace).BuildAsync(World.Catalog.Service("of_customer"), spine, cancellationToken: TestContext.Current.CancellationToken);

    private async Task<string> ChildAsync(string step)
    {
        using var child = StepChild.Start(step, Path.Combine(World.Folder, "elsewhere"), Path.Combine(World.Folder, "lines.csv"));
        var said = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return said["ready\n".Length..];
    }
}
