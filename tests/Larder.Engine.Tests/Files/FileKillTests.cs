using Larder.Support;

namespace Larder.Files;

/// <summary>Processes killed in the middle, and a disk that is full: every file is whole or not there, and the same command again finishes.</summary>
public sealed class FileKillTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly FileRepository _repository = new();

    public FileKillTests()
    {
        _repository.Write("data/a.csv", "hello\n");
        _repository.Configure();
    }

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData(WriteStep.Written, "946ac92492d2347c6235b4d2611184", 0)]
    [InlineData(WriteStep.Published, ".dir", 2)]
    [InlineData(WriteStep.Written, "data.dvc", 2)]
    [InlineData(WriteStep.Published, "data.dvc", 2)]
    internal async Task An_add_killed_anywhere_tracks_all_or_nothing(WriteStep step, string end, int objects)
    {
        await KillAsync("add", step, end);

        var isTracked = (step, end) == (WriteStep.Published, "data.dvc");
        File.Exists(_repository.In("data.dvc")).ShouldBe(isTracked);
        Objects().ShouldBe(objects);
        (await _repository.Files().AddAsync(["data"])).Paths[0].State.ShouldBe(isTracked ? AddedState.Unchanged : AddedState.Added);
        Objects().ShouldBe(2);
        (await _repository.Files().PushAsync([])).ShouldHaveSingleItem().Sent.ShouldBe(2);
    }

    [Fact]
    public async Task A_pull_killed_before_a_file_has_its_name_leaves_the_one_before()
    {
        await _repository.Files().AddAsync(["data"]);
        var first = _repository.Read("data.dvc");
        _repository.Write("data/a.csv", "second");
        await _repository.Files().AddAsync(["data"]);
        _repository.Write("data.dvc", first);

        await KillAsync("pull", WriteStep.Written, "a.csv");

        _repository.Read("data/a.csv").ShouldBe("second");
        Directory.GetFiles(_repository.In("data")).Length.ShouldBe(2, "what was being written is left, and passed over");
        (await _repository.Files().PullAsync([])).Written.ShouldBe(1);
        _repository.Read("data/a.csv").ShouldBe("hello\n");
        Directory.GetFiles(_repository.In("data")).Where(AtomicWriter.IsTemporary).ToList().ForEach(path => File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch));
        File.Delete(_repository.In("data/a.csv"));
        await _repository.Files().PullAsync([]);
        Directory.GetFiles(_repository.In("data")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_full_disk_stops_an_add_with_nothing_half()
    {
        Directory.CreateDirectory(_repository.CachePath);
        await SmallDisk.MountAsync(_repository.CachePath);
        try
        {
            File.WriteAllBytes(_repository.In("data/big"), new byte[2 << 20]);

            (await Should.ThrowAsync<IOException>(() => _repository.Files().AddAsync(["data"]))).Message.ShouldContain("No space left on device");

            File.Exists(_repository.In("data.dvc")).ShouldBeFalse();
            Directory.EnumerateFiles(_repository.CachePath, "*.tmp").ShouldBeEmpty();
            await SmallDisk.ResizeAsync(_repository.CachePath, "8m");
            (await _repository.Files().AddAsync(["data"])).Paths[0].Files.ShouldBe(2);
        }
        finally
        {
            await SmallDisk.UnmountAsync(_repository.CachePath);
        }
    }

    private int Objects() => Directory.Exists(Path.Combine(_repository.CachePath, "files")) ? Directory.GetFiles(Path.Combine(_repository.CachePath, "files"), "*", SearchOption.AllDirectories).Length : 0;

    private async Task KillAsync(string work, WriteStep step, string end)
    {
        using var child = FileChild.Start(_repository.Root, work, step, end);
        try
        {
            (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldBe("reached");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync();
        }
    }
}
