using System.Diagnostics;
using System.Globalization;
using Larder.DuckDb;
using Larder.Offline.Delta;
using Larder.Reference;
using Larder.Support;

namespace Larder.Crash;

/// <summary>
/// Processes killed at the moments at which they leave something half done, and many at once: no committed row is lost, none comes twice, no reader sees half a commit, and the
/// same work again finishes it.
/// </summary>
public sealed class TableKillTests : IDisposable
{
    private const string StressVariable = "LARDER_STRESS_COMMITS";
    private static readonly int Kills = CaseCount.Of(140);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly DeltaSchema Schema = new([new("id", DeltaType.Long)]);
    private readonly string _root = Directory.CreateTempSubdirectory("larder-table-kill-").FullName;
    private readonly string _folder;
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();
    private readonly DuckDbConnection _connection;

    public TableKillTests()
    {
        _folder = Path.Combine(_root, "rows");
        _connection = _engine.Connect();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _engine.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData(DeltaStep.CommitWritten, false)]
    [InlineData(DeltaStep.CommitPublished, true)]
    [InlineData(DeltaStep.CheckpointWritten, true)]
    [InlineData(DeltaStep.CheckpointPublished, true)]
    internal async Task A_commit_and_its_checkpoint_killed_anywhere_are_whole_or_not_there(DeltaStep step, bool isThere)
    {
        await NineRowsAsync();

        await KillAsync("append", step, first: 9);

        await RowsAsync(isThere ? 10 : 9);
        var again = await Table().AppendAsync(TableChild.Append(_connection, _folder, 9));
        (again.Version, again.AlreadyCommitted).ShouldBe((10, isThere));
        await Table().AppendAsync(TableChild.Append(_connection, _folder, 10));
        await RowsAsync(11);
        await Table().CheckpointAsync();
        await RowsAsync(11);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData(DeltaStep.FileRewritten, 9)]
    [InlineData(DeltaStep.CommitWritten, 9)]
    [InlineData(DeltaStep.CommitPublished, 1)]
    [InlineData(DeltaStep.CheckpointPublished, 1)]
    internal async Task A_compaction_killed_anywhere_changes_no_row(DeltaStep step, int files)
    {
        await NineRowsAsync();

        await KillAsync("compact", step);

        await RowsAsync(9);
        (await Table().ReadAsync())!.Files.Count.ShouldBe(files);
        await Table().CompactAsync(_connection, 1 << 20);
        (await Table().ReadAsync())!.Files.Count.ShouldBe(1);
        await RowsAsync(9);
        await RowsAsync(9, version: 9);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData(DeltaStep.FileDeleting)]
    [InlineData(DeltaStep.LogDeleting)]
    internal async Task A_vacuum_killed_anywhere_loses_nothing_that_is_needed(DeltaStep step)
    {
        await NineRowsAsync();
        await Table(At(2020)).CompactAsync(_connection, 1 << 20);
        foreach (var file in Directory.GetFiles(_folder))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        await KillAsync("vacuum", step);

        await RowsAsync(9);
        await Table().VacuumAsync(new());
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
        Directory.GetFiles(LogFolder.Of(_folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ShouldBe(
            [LogFolder.CheckpointName(10), LogFolder.CommitName(10), LogFolder.HintName]);
        await RowsAsync(9);
        (await Table().AppendAsync(TableChild.Append(_connection, _folder, 3))).ShouldBe(new DeltaCommit(4, true, null), "what was committed once is known to be");
    }

    [Fact]
    public async Task Eight_writers_beside_a_compaction_and_a_checkpointer_lose_nothing()
    {
        const int Writers = 8;
        var each = int.TryParse(Environment.GetEnvironmentVariable(StressVariable), CultureInfo.InvariantCulture, out var set) ? set : 6;
        await Table().CreateAsync(Schema, []);
        Process[] writers = [.. Enumerable.Range(0, Writers).Select(writer => TableChild.Start(_folder, "append", null, writer * each, each))];
        Process[] keepers = [TableChild.Start(_folder, "compact", null), TableChild.Start(_folder, "checkpoint", null)];
        try
        {
            foreach (var process in (Process[])[.. writers, .. keepers])
            {
                (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
            }

            Array.ForEach([.. writers, .. keepers], process => process.StandardInput.WriteLine());
            while (!Array.TrueForAll(writers, writer => writer.HasExited))
            {
                await WholeAsync(Writers * each);
            }

            foreach (var process in (Process[])[.. writers, .. keepers])
            {
                process.StandardInput.Close();
                (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("done");
            }

            await RowsAsync(Writers * each);
            var log = (await Table().HistoryAsync()).Select(version => version.Operation).ToArray();
            log.Count(operation => operation == "WRITE").ShouldBe(Writers * each);
            log.ShouldContain("OPTIMIZE");
            Directory.GetFiles(LogFolder.Of(_folder), "*.checkpoint.parquet").ShouldNotBeEmpty();
        }
        finally
        {
            Array.ForEach([.. writers, .. keepers], Stop);
        }
    }

    /// <summary>A process appends row after row, compacts, writes checkpoints and vacuums until it is killed; the next one goes on where the table says it is.</summary>
    [Fact]
    public async Task Killed_over_and_over_at_any_moment_no_row_is_lost_and_none_comes_twice()
    {
        const int Endless = 1_000_000;
        var random = new Random(20261201);
        await Table().CreateAsync(Schema, []);
        for (var kill = 0; kill < Kills; kill++)
        {
            var count = (await IdsAsync(null)).Count;
            using var child = TableChild.Start(_folder, "mixed", null, count, Endless);
            try
            {
                (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
                await child.StandardInput.WriteLineAsync();
                await child.StandardInput.FlushAsync();
                // On a busy machine a child needs longer to its first commit: while few have committed, some live longer.
                await Task.Delay(random.Next(20, count > kill / 5 ? 200 : 800));
            }
            finally
            {
                Stop(child);
            }

            var ids = await IdsAsync(null);
            ids.Count.ShouldBeGreaterThanOrEqualTo(count, $"kill {kill}");
            await RowsAsync(ids.Count);
        }

        var rows = (await IdsAsync(null)).Count;
        rows.ShouldBeGreaterThan(Kills / 10, "else hardly a commit was under way");
        await Table().AppendAsync(TableChild.Append(_connection, _folder, rows));
        await Table().CompactAsync(_connection, 1 << 20);
        await RowsAsync(rows + 1);
    }

    private async Task NineRowsAsync()
    {
        var table = Table(At(2020));
        await table.CreateAsync(Schema, []);
        for (var id = 0; id < 9; id++)
        {
            await table.AppendAsync(TableChild.Append(_connection, _folder, id));
        }
    }

    private async Task KillAsync(string work, DeltaStep step, int first = 0)
    {
        using var child = TableChild.Start(_folder, work, step, first);
        try
        {
            (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("ready");
            await child.StandardInput.WriteLineAsync();
            await child.StandardInput.FlushAsync();
            (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("reached");
        }
        finally
        {
            Stop(child);
        }
    }

    private async Task RowsAsync(int count, long? version = null) => (await IdsAsync(version)).ShouldBe(Enumerable.Range(0, count).Select(id => id.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What a reader sees at any moment: whole commits, each once.</summary>
    private async Task WholeAsync(int most)
    {
        var ids = await IdsAsync(null);
        ids.Distinct().Count().ShouldBe(ids.Count);
        ids.Count.ShouldBeLessThanOrEqualTo(most);
    }

    private async Task<IReadOnlyList<string>> IdsAsync(long? version)
    {
        var files = (await Table().ReadAsync(version))!.Files;
        return files.Count == 0 ? [] : Sql.Lines($"SELECT id FROM read_parquet([{string.Join(", ", files.Select(file => $"'{Path.Combine(_folder, file.Path)}'"))}]) ORDER BY id");
    }

    private async Task NothingIsLeftAsync()
    {
        var later = Table(At(2999));
        await later.RemoveOrphansAsync(TimeSpan.Zero);
        Directory.GetFiles(_folder, ".*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private DeltaTable Table(TimeProvider? time = null) => DeltaTable.At(_folder, time);

    private static TableFixture.StandingClock At(int year) => new() { Now = new(year, 1, 1, 0, 0, 0, TimeSpan.Zero) };

    private static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.WaitForExit();
        process.Dispose();
    }
}
