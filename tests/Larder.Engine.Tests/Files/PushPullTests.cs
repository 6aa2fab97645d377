using Larder.Errors;
using Larder.Storage;
using Larder.Testing;

namespace Larder.Files;

public sealed class PushPullTests : IDisposable
{
    private static readonly BlobId Hello = new("b1946ac92492d2347c6235b4d2611184");
    private readonly FileRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task A_remote_has_DVCs_layout_and_gets_only_what_it_lacks()
    {
        await AddAsync();

        (await _repository.Files().PushAsync(["data/raw"])).ShouldBe([new("store", _repository.RemotePath, 3, 3, 142)]);
        (await _repository.Files().PushAsync([])).ShouldBe([new("store", _repository.RemotePath, 4, 1, 1)]);
        (await _repository.Files().PushAsync([])).ShouldBe([new("store", _repository.RemotePath, 4, 0, 0)]);

        FileRepository.Tree(_repository.RemotePath).ShouldBe(FileRepository.Tree(_repository.CachePath), ignoreOrder: true);
        FileRepository.Mode(Path.Combine(_repository.RemotePath, Hello.Key)).HasFlag(UnixFileMode.UserWrite).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_pushed_comes_back_with_its_right_to_run()
    {
        await AddAsync();
        await _repository.Files().PushAsync([]);
        var before = FileRepository.Tree(_repository.Root);
        _repository.Forget("data/raw", "run.sh");

        var pulled = await _repository.Files().PullAsync([]);

        (pulled.Needed, pulled.Fetched, pulled.Bytes, pulled.Written, pulled.Removed, pulled.Unchanged).ShouldBe((4, 4, 143, 3, 0, 0));
        FileRepository.Tree(_repository.Root).ShouldBe(before, ignoreOrder: true);
        FileRepository.Mode(_repository.In("run.sh")).HasFlag(UnixFileMode.UserExecute | UnixFileMode.UserWrite).ShouldBeTrue();
        (await _repository.Files().PullAsync(["data/raw.dvc"])).Unchanged.ShouldBe(2);
    }

    [Fact]
    public async Task What_changed_and_no_cache_has_is_kept_unless_that_is_asked_for()
    {
        await AddAsync();
        _repository.Write("data/raw/a.csv", "mine");
        _repository.Write("data/raw/new", "also mine");
        _repository.Write("run.sh", "mine too");

        (await FailAsync<ConflictException>(() => _repository.Files().PullAsync([]))).ShouldBe(
            "data/raw/a.csv, data/raw/new, run.sh changed since they were added, and no cache has their bytes; nothing was written. "
            + "Keep them with 'larder data add data/raw run.sh', or drop them with 'larder data pull --force data/raw run.sh'.");
        (await FailAsync<ConflictException>(() => _repository.Files().PullAsync(["run.sh"]))).ShouldBe(
            "run.sh changed since it was added, and no cache has its bytes; nothing was written. Keep them with 'larder data add run.sh', or drop them with 'larder data pull --force run.sh'.");
        _repository.Read("data/raw/a.csv").ShouldBe("mine");

        var pulled = await _repository.Files().PullAsync([], force: true);
        (pulled.Written, pulled.Removed, pulled.Unchanged).ShouldBe((2, 1, 1));
        _repository.Read("data/raw/a.csv").ShouldBe("hello\n");
        File.Exists(_repository.In("data/raw/new")).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_version_whose_bytes_the_cache_has_is_replaced_without_asking()
    {
        await AddAsync();
        var old = _repository.Read("data/raw.dvc");
        Directory.Move(_repository.In("data/raw/deep"), _repository.In("data/raw/deeper"));
        await _repository.Files().AddAsync(["data/raw"]);
        _repository.Write("data/raw.dvc", old);

        var pulled = await _repository.Files().PullAsync([]);

        (pulled.Written, pulled.Removed, pulled.Unchanged).ShouldBe((1, 1, 2));
        Directory.Exists(_repository.In("data/raw/deeper")).ShouldBeFalse();
        File.Exists(_repository.In("data/raw/deep/b.csv")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_where_a_folder_should_be_and_the_other_way_round_are_refused()
    {
        await AddAsync();
        Directory.Delete(_repository.In("data/raw"), recursive: true);
        _repository.Write("data/raw", "a file");
        File.Delete(_repository.In("run.sh"));
        _repository.Write("run.sh/x", "in a folder");

        (await FailAsync<ConflictException>(() => _repository.Files().PullAsync(["data/raw"], force: true))).ShouldBe(
            $"{_repository.In("data/raw")} is a file, and its .dvc file says it is a folder; nothing was written. Move it away and pull again, or remove the .dvc file and add it.");
        (await FailAsync<ConflictException>(() => _repository.Files().PullAsync(["run.sh"], force: true))).ShouldBe(
            $"{_repository.In("run.sh")} is a folder, and its .dvc file says it is a file; nothing was written. Move it away and pull again, or remove the .dvc file and add it.");
    }

    [Fact]
    public async Task Damaged_bytes_of_the_cache_are_not_sent()
    {
        await AddAsync();
        var cached = _repository.Cached(Hello.Md5);
        FileRepository.Damage(cached);

        (await FailAsync<UnavailableException>(() => _repository.Files().PushAsync([]))).ShouldBe(
            $"The cache's bytes of data/raw/a.csv are damaged: {cached} has the MD5 795f3202b17cb6bc3d4b771d8c6c9eaf. Nothing of it was sent or written; "
            + "delete that file, then run 'larder data add' where data/raw/a.csv is whole, or 'larder data pull'.");
        Directory.CreateDirectory(_repository.RemotePath);
        File.Exists(Path.Combine(_repository.RemotePath, Hello.Key)).ShouldBeFalse();
        Directory.EnumerateFiles(_repository.RemotePath, "*.dir", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Damaged_bytes_of_the_cache_are_fetched_again()
    {
        await AddAsync();
        await _repository.Files().PushAsync([]);
        FileRepository.Damage(_repository.Cached(Hello.Md5));
        File.Delete(_repository.In("data/raw/a.csv"));

        var pulled = await _repository.Files().PullAsync([]);

        (pulled.Fetched, pulled.Written).ShouldBe((1, 1));
        pulled.Warnings.ShouldBe([$"the cache's bytes of data/raw/a.csv were damaged ({_repository.Cached(Hello.Md5)}) and were replaced"]);
        _repository.Read("data/raw/a.csv").ShouldBe("hello\n");
    }

    [Fact]
    public async Task Bytes_that_nobody_has_are_named()
    {
        await AddAsync();
        File.Delete(_repository.Cached(Hello.Md5));
        (await FailAsync<NotFoundException>(() => _repository.Files().PushAsync([]))).ShouldBe(
            "The cache lacks the bytes of data/raw/a.csv, and so does the remote; nothing was sent. Run 'larder data add' or 'larder data pull' for them first.");

        await AddAsync();
        await _repository.Files().PushAsync([]);
        File.Delete(Path.Combine(_repository.RemotePath, Hello.Key));
        _repository.Forget("data/raw");
        (await FailAsync<NotFoundException>(() => _repository.Files().PullAsync(["data/raw"]))).ShouldBe(
            $"The remote 'store' ({_repository.RemotePath}) lacks the bytes of data/raw/a.csv; nothing was written. Run 'larder data push' where they were added, or pull from another remote with --remote.");
        File.Exists(_repository.In("data/raw/deep/b.csv")).ShouldBeFalse();
        _repository.Forget();
        (await FailAsync<NotFoundException>(() => _repository.Files().PushAsync(["data/raw"]))).ShouldBe("The cache lacks the list of the folder data/raw; run 'larder data pull data/raw' first.");
    }

    [Fact]
    public async Task A_dvc_file_names_its_remote_and_what_is_never_pushed()
    {
        await AddAsync();
        _repository.Write(".dvc/config.local", "['remote \"Memory\"']\nurl = memory://x\n");
        _repository.Write("data/raw.dvc", _repository.Read("data/raw.dvc") + "  remote: memory\n");
        _repository.Write("run.sh.dvc", _repository.Read("run.sh.dvc") + "  push: false\n");

        (await _repository.Files().PushAsync([])).ShouldHaveSingleItem().Remote.ShouldBe("memory");

        _repository.Memory.Blobs.Count.ShouldBe(3);
        Directory.Exists(_repository.RemotePath).ShouldBeFalse();
    }

    /// <summary>Each failed run leaves a remote in which a folder's list means that its files are there.</summary>
    [Fact]
    public async Task Runs_that_fail_anywhere_go_on_where_they_stopped()
    {
        await AddAsync();
        _repository.Configure("memory://x");
        var runs = await UntilItWorksAsync(() => _repository.Files().PushAsync([]));
        runs.ShouldBeGreaterThan(2);
        _repository.Memory.Blobs.Count.ShouldBe(4);

        _repository.Forget("data/raw", "run.sh");
        await UntilItWorksAsync(() => _repository.Files().PullAsync([]));
        _repository.Read("data/raw/a.csv").ShouldBe("hello\n");
        Directory.EnumerateFiles(_repository.Root, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private async Task<int> UntilItWorksAsync(Func<Task> run)
    {
        for (var runs = 1; ; runs++)
        {
            var first = runs % 2;
            _repository.Opened = new FaultyBlobRemote(_repository.Memory, (operation, call) => (operation, call) switch
            {
                (BlobOperation.Find, _) => runs == 1 ? Fault.Before : Fault.None,
                (_, 1) => Fault.None,
                _ => first == 0 ? Fault.After : Fault.Before,
            });
            try
            {
                await run();
                return runs;
            }
            catch (UnavailableException failed) when (failed.IsTransient)
            {
                var lists = _repository.Memory.Blobs.Keys.Where(id => id.IsFolder).ToList();
                (lists.Count == 0 || _repository.Memory.Blobs.Count >= 3).ShouldBeTrue("a list came before its files");
            }
        }
    }

    private async Task AddAsync()
    {
        _repository.Configure();
        _repository.Write("data/raw/a.csv", "hello\n");
        _repository.Write("data/raw/deep/b.csv", "b");
        _repository.WriteProgram("run.sh", "r");
        await _repository.Files().AddAsync(["data/raw", "run.sh"]);
    }

    private static async Task<string> FailAsync<T>(Func<Task> call)
        where T : LarderException => (await Should.ThrowAsync<T>(call)).Message;
}
