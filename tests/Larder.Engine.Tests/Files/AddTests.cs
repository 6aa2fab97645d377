namespace Larder.Files;

public sealed class AddTests : IDisposable
{
    private readonly FileRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task A_file_and_a_folder_are_written_down_as_DVC_does()
    {
        _repository.Write("data/a.csv", "hello\n");
        _repository.Write("data/raw/x", "a");
        _repository.Write("data/raw/deep/empty", "");
        _repository.WriteProgram("run me.sh", "hello\n");

        var report = await _repository.Files().AddAsync(["data/a.csv", "data/raw/", "run me.sh"]);

        report.Paths.ShouldBe(
        [
            new("data/a.csv", "data/a.csv.dvc", "b1946ac92492d2347c6235b4d2611184", 6, 1, 1, AddedState.Added),
            new("data/raw", "data/raw.dvc", "e0b009b3d9d8db300591b6c103d7bf89.dir", 1, 2, 3, AddedState.Added),
            new("run me.sh", "run me.sh.dvc", "b1946ac92492d2347c6235b4d2611184", 6, 1, 0, AddedState.Added),
        ]);
        _repository.Read("data/a.csv.dvc").ShouldBe("outs:\n- md5: b1946ac92492d2347c6235b4d2611184\n  size: 6\n  hash: md5\n  path: a.csv\n");
        _repository.Read("data/raw.dvc").ShouldBe("outs:\n- md5: e0b009b3d9d8db300591b6c103d7bf89.dir\n  size: 1\n  nfiles: 2\n  hash: md5\n  path: raw\n");
        _repository.Read("run me.sh.dvc").ShouldBe("outs:\n- md5: b1946ac92492d2347c6235b4d2611184\n  size: 6\n  isexec: true\n  hash: md5\n  path: run me.sh\n");
        _repository.Read("data/.gitignore").ShouldBe("/a.csv\n/raw\n");
        _repository.Read(".gitignore").ShouldBe("/run me.sh\n");
        _repository.Read(".dvc/.gitignore").ShouldBe("/config.local\n/tmp\n/cache\n");
        _repository.Read(".dvc/config").ShouldBeEmpty();
        var cached = _repository.Cached("b1946ac92492d2347c6235b4d2611184");
        File.ReadAllText(cached).ShouldBe("hello\n");
        FileRepository.Mode(cached).ShouldBe(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Directory.EnumerateFiles(_repository.CachePath, "*", SearchOption.AllDirectories).Count().ShouldBe(4);
    }

    [Fact]
    public async Task Adding_again_changes_no_byte_and_another_content_is_an_update()
    {
        _repository.Write("a.csv", "one");
        await _repository.Files().AddAsync(["a.csv"]);
        _repository.Write("a.csv.dvc", "# mine\n" + _repository.Read("a.csv.dvc") + "  desc: the first # not a comment\nmeta:\n  owner: me\n");
        _repository.Write(".gitignore", "*.tmp\n/a.csv");
        var before = FileRepository.Tree(_repository.Root);

        (await _repository.Files().AddAsync(["a.csv"])).Paths.ShouldHaveSingleItem().State.ShouldBe(AddedState.Unchanged);
        FileRepository.Tree(_repository.Root).ShouldBe(before);

        _repository.Write("a.csv", "another");
        (await _repository.Files().AddAsync(["a.csv"])).Paths.ShouldHaveSingleItem().State.ShouldBe(AddedState.Updated);
        _repository.Read("a.csv.dvc").ShouldBe(
            "# mine\nouts:\n- md5: b32d73e56ec99bc5ec8f83871cde708a\n  size: 7\n  hash: md5\n  path: a.csv\n  desc: the first # not a comment\nmeta:\n  owner: me\n");
    }

    [Theory]
    [InlineData("[a]*?#!.csv", "/\\[a\\]\\*\\?\\#\\!.csv\n", "'[a]*?#!.csv'")]
    [InlineData("12", "/12\n", "'12'")]
    [InlineData("true", "/true\n", "'true'")]
    [InlineData("it's: so", "/it's: so\n", "'it''s: so'")]
    [InlineData("größe 🛒.csv", "/größe 🛒.csv\n", "größe 🛒.csv")]
    [InlineData("🛒 a:b#c(1)", "/🛒 a:b\\#c(1)\n", "🛒 a:b#c(1)")]
    [InlineData("a #b", "/a \\#b\n", "'a #b'")]
    [InlineData("2024-01-01", "/2024-01-01\n", "'2024-01-01'")]
    public async Task Names_that_mean_something_elsewhere_are_escaped_and_read_back(string name, string ignored, string yaml)
    {
        _repository.Write(name, "x");

        await _repository.Files().AddAsync([name]);

        _repository.Read(".gitignore").ShouldBe(ignored);
        _repository.Read(name + ".dvc").ShouldEndWith($"  path: {yaml}\n", customMessage: name);
        (await _repository.Files().AddAsync([name])).Paths.ShouldHaveSingleItem().State.ShouldBe(AddedState.Unchanged);
    }

    [Fact]
    public async Task Without_git_the_repository_is_the_working_folder_and_says_so()
    {
        using var repository = new FileRepository(hasGit: false);
        repository.Write("a.csv", "x");

        await repository.Files().AddAsync(["a.csv"]);

        repository.Read(".dvc/config").ShouldBe("[core]\n    no_scm = True\n");
        File.Exists(repository.In(".gitignore")).ShouldBeFalse();
    }

    [Fact]
    public async Task Damaged_bytes_of_the_cache_are_named_and_stored_again()
    {
        _repository.Write("a.csv", "hello\n");
        await _repository.Files().AddAsync(["a.csv"]);
        var cached = _repository.Cached("b1946ac92492d2347c6235b4d2611184");
        FileRepository.Damage(cached);

        (await _repository.Files().AddAsync(["a.csv"])).Warnings.ShouldBe([$"the cache's bytes of a.csv were damaged ({cached}) and were replaced"]);

        File.ReadAllText(cached).ShouldBe("hello\n");
    }

    [Fact]
    public async Task The_cache_lies_where_the_configuration_says_and_the_local_one_goes_before()
    {
        _repository.Write(".dvc/config", "[cache]\n    dir = ../one # committed\n");
        _repository.Write(".dvc/config.local", "['cache']\n  DIR = \"../two\"\n");
        _repository.Write("a.csv", "hello\n");

        await _repository.Files().AddAsync(["a.csv"]);

        File.Exists(_repository.In("two/files/md5/b1/946ac92492d2347c6235b4d2611184")).ShouldBeTrue();
        Directory.Exists(_repository.In("one")).ShouldBeFalse();
    }
}
