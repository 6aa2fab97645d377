using Larder.Errors;

namespace Larder.Files;

/// <summary>A repository and a remote as DVC 3 leaves them, put together by hand from its published formats: Larder pulls from them, and writes the same bytes.</summary>
public sealed class WrittenByOthersTests : IDisposable
{
    /// <summary>As Python's JSON writer makes it.</summary>
    private const string List = """[{"md5": "b1946ac92492d2347c6235b4d2611184", "relpath": "a.csv"}, {"md5": "92eb5ffee6ae2fec3ad71c777531578f", "relpath": "deep/\u00fc.csv"}]""";

    private const string DvcFile = "outs:\n- md5: 9ca96d1519b1a503dfe2c365ee690e09.dir\n  size: 7\n  nfiles: 2\n  hash: md5\n  path: raw\n";
    private readonly FileRepository _repository = new();

    public WrittenByOthersTests()
    {
        _repository.Write(".dvc/config", "[core]\n    remote = Store\n    autostage = true\n['remote \"store\"']\n    url = ../../remote\n    jobs = 2\n");
        _repository.Write("data/raw.dvc", DvcFile);
        _repository.Write("../remote/files/md5/9c/a96d1519b1a503dfe2c365ee690e09.dir", List);
        _repository.Write("../remote/files/md5/b1/946ac92492d2347c6235b4d2611184", "hello\n");
        _repository.Write("../remote/files/md5/92/eb5ffee6ae2fec3ad71c777531578f", "b");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task What_they_pushed_is_pulled_and_adding_it_changes_nothing()
    {
        (await _repository.Files().PullAsync(["data/raw"])).Written.ShouldBe(2);

        (_repository.Read("data/raw/a.csv"), _repository.Read("data/raw/deep/ü.csv")).ShouldBe(("hello\n", "b"));
        (await _repository.Files().AddAsync(["data/raw"])).Paths.ShouldHaveSingleItem().State.ShouldBe(AddedState.Unchanged);
        (await _repository.Files().PushAsync([])).ShouldHaveSingleItem().Sent.ShouldBe(0);
        _repository.Read("data/raw.dvc").ShouldBe(DvcFile);
        _repository.Read(".dvc/cache/files/md5/9c/a96d1519b1a503dfe2c365ee690e09.dir").ShouldBe(List);
    }

    [Fact]
    public async Task Damaged_bytes_of_their_remote_are_named_and_never_written()
    {
        _repository.Write("../remote/files/md5/92/eb5ffee6ae2fec3ad71c777531578f", "other");

        (await Should.ThrowAsync<UnavailableException>(() => _repository.Files().PullAsync([]))).Message.ShouldBe(
            $"The remote 'store' ({_repository.RemotePath}) has damaged bytes of data/raw/deep/ü.csv: files/md5/92/eb5ffee6ae2fec3ad71c777531578f has the MD5 795f3202b17cb6bc3d4b771d8c6c9eaf. "
            + "Nothing of it was written; delete it there and run 'larder data push' where data/raw/deep/ü.csv is whole.");
        Directory.Exists(_repository.In("data/raw")).ShouldBeFalse();
        File.Exists(_repository.Cached("92eb5ffee6ae2fec3ad71c777531578f")).ShouldBeFalse();
    }
}
