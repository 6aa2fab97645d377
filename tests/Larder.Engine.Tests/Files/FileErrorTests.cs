using Larder.Errors;

namespace Larder.Files;

/// <summary>Each error by its whole text.</summary>
public sealed class FileErrorTests : IDisposable
{
    private readonly FileRepository _repository = new();

    public FileErrorTests()
    {
        _repository.Write("a.csv", "hello\n");
        _repository.Configure();
    }

    private string Root => _repository.Root;

    public void Dispose() => _repository.Dispose();

    [Fact]
    public Task A_missing_file() => AddFailsAsync("b.csv", $"There is no file or folder {Root}/b.csv; check the path.");

    [Fact]
    public Task A_path_outside() => AddFailsAsync("../b.csv", $"../b.csv does not lie in the repository {Root}, or belongs to git or DVC; give a path of a file or folder in it.");

    [Fact]
    public Task A_path_of_git() => AddFailsAsync(".git/x", $".git/x does not lie in the repository {Root}, or belongs to git or DVC; give a path of a file or folder in it.");

    [Fact]
    public Task A_dvc_file() => AddFailsAsync("a.csv.dvc", "a.csv.dvc is no data but tells which data there is; add the file or folder that it stands for.");

    [Fact]
    public async Task A_part_of_what_is_tracked_and_a_whole_of_which_a_part_is()
    {
        _repository.Write("data/raw/x", "x");
        await _repository.Files().AddAsync(["data/raw"]);

        await AddFailsAsync("data/raw/x", "data/raw/x lies in data/raw, which is tracked as a whole; run 'larder data add data/raw'.");
        await AddFailsAsync("data", "data holds data/raw.dvc, so a part of it is tracked already; add the other parts one by one, or remove that file first.");
    }

    [Fact]
    public async Task Links_that_a_list_cannot_say()
    {
        var (folder, broken) = (_repository.In("data/link"), _repository.In("more/broken"));
        _repository.Write("data/x", "x");
        _repository.Write("more/x", "x");
        Directory.CreateSymbolicLink(folder, _repository.In("more"));
        File.CreateSymbolicLink(broken, _repository.In("nowhere"));

        await AddFailsAsync("data", $"{folder} is a link to a folder, which a list of files cannot say; put the folder itself there, or remove the link.");
        await AddFailsAsync("more", $"{broken} is a link to nothing; mend or remove it.");
    }

    [Fact]
    public async Task Patterns_that_only_DVC_applies()
    {
        _repository.Write(".dvcignore", "# a comment\n*.tmp\n");
        _repository.Write("data/x", "x");

        await AddFailsAsync("data", $"{Root}/.dvcignore has patterns, which Larder does not apply, so its list of {Root}/data would differ from DVC's; add the folder with dvc, or remove the patterns.");
        File.Delete(_repository.In(".dvcignore"));
        _repository.Write("data/deep/.dvcignore", "");
        await AddFailsAsync("data", "data/deep/.dvcignore is no data but tells which data there is; move it out of the folder, which DVC would not take with it.");
    }

    [Theory]
    [InlineData("outs: [", "it is no YAML (While parsing a node, did not find expected node content in line 2)")]
    [InlineData("[]", "it has no list 'outs'")]
    [InlineData("outs:\n- path: a.csv\n  hash: md5\n", "the entry of a.csv has no 'md5'")]
    [InlineData("outs:\n- path: a.csv\n  hash: sha256\n  md5: b1946ac92492d2347c6235b4d2611184\n", "the entry of a.csv is hashed with 'sha256', and Larder knows md5 only")]
    [InlineData("outs:\n- path: a.csv\n  hash: md5\n  md5: B194\n", "the entry of a.csv has the md5 'B194', which is none")]
    [InlineData("outs:\n- path: a.csv\n  hash: md5\n  md5: b1946ac92492d2347c6235b4d2611184\n  size: big\n", "the entry of a.csv has the size 'big', which is no number")]
    [InlineData("outs:\n- path: a.csv\n  hash: md5\n  md5: b1946ac92492d2347c6235b4d2611184\n  version_id: x\n", "the entry of a.csv has 'version_id', which Larder does not know")]
    [InlineData("outs:\n- hash: md5\n", "an entry of 'outs' has no 'path'")]
    [InlineData("outs:\n- path: a.csv\nwdir: ..\n", "'wdir' is .., and Larder knows only the folder of the file itself")]
    [InlineData("outs:\n- path: ../../a.csv\n  hash: md5\n  md5: b1946ac92492d2347c6235b4d2611184\n", null)]
    public async Task A_damaged_dvc_file(string text, string? why)
    {
        var file = _repository.Write("a.csv.dvc", text);

        (await FailAsync(() => _repository.Files().PullAsync(["a.csv"]))).ShouldBe(
            $"The file {file} cannot be used: {why ?? $"the entry of {Path.GetFullPath(Path.Combine(Root, "../../a.csv"))} leads out of the repository"}. Take it from git again, or track the data anew with 'larder data add'.");
    }

    [Fact]
    public async Task A_dvc_file_of_DVC_2()
    {
        var file = _repository.Write("a.csv.dvc", "outs:\n- md5: b1946ac92492d2347c6235b4d2611184\n  path: a.csv\n");

        (await FailAsync(() => _repository.Files().PushAsync([]))).ShouldBe(
            $"The file {file} was written by DVC 2: the entry of a.csv has no 'hash: md5', so its MD5 is of other bytes. Track the data anew with 'larder data add', or run 'dvc cache migrate --dvc-files'.");
    }

    [Fact]
    public async Task A_dvc_file_of_an_import()
    {
        _repository.Write("a.csv.dvc", "frozen: true\ndeps:\n- path: x\nouts:\n- md5: 0cc175b9c0f1b6a831c399e269772661\n  hash: md5\n  path: a.csv\n");

        await AddFailsAsync("a.csv", "The file a.csv.dvc has more in it than Larder can keep (an import, several outputs, or facts of another kind of data); change it with 'dvc add', or remove it and add again.");
    }

    [Fact]
    public async Task Remotes_that_are_not_there()
    {
        await _repository.Files().AddAsync(["a.csv"]);

        (await FailAsync(() => _repository.Files().PushAsync([], "other"))).ShouldBe(
            $"There is no remote 'other' with a url in {_repository.ConfigPath}; there are store. Correct the name, or add the section ['remote \"other\"'] with its url.");
        _repository.Configure("gs://bucket/x");
        (await FailAsync(() => _repository.Files().PushAsync([]))).ShouldBe(
            $"The remote 'store' in {_repository.ConfigPath} has the url gs://bucket/x, which Larder cannot reach; it knows folders and s3://bucket/prefix. Give another remote with --remote, or use dvc for this one.");
        _repository.Configure();
        _repository.Forget("a.csv");
        (await FailAsync(() => _repository.Files().PullAsync([]))).ShouldBe(
            $"The remote 'store' ({_repository.RemotePath}) is not there; mount it, or correct its url in {_repository.ConfigPath}. 'larder data push' makes the folder.");
        _repository.Write(".dvc/config", "");
        (await FailAsync(() => _repository.Files().PushAsync([]))).ShouldBe(
            $"No remote is configured in {_repository.ConfigPath}; name the default one there (a section [core] with 'remote = NAME' and a section ['remote \"NAME\"'] with 'url = a folder or s3://bucket/prefix'), or give one with --remote.");
        _repository.Write(".dvc/config", "[core]\nnonsense\n");
        (await FailAsync(() => _repository.Files().PushAsync([]))).ShouldBe($"Line 2 of {_repository.ConfigPath} is no section, no 'key = value' and no comment; correct it.");
    }

    [Fact]
    public async Task A_remote_that_is_no_folder()
    {
        await _repository.Files().AddAsync(["a.csv"]);
        File.WriteAllText(_repository.RemotePath, "a file");

        (await FailAsync(() => _repository.Files().PushAsync([]))).ShouldMatch(
            $"^The remote 'store' \\({_repository.RemotePath}\\) cannot be used: .+\\. Nothing is half written; check its url in {_repository.ConfigPath}, space and permissions, and run the same command again\\.$");
    }

    [Fact]
    public async Task What_is_not_tracked()
    {
        (await FailAsync(() => _repository.Files().PushAsync(["a.csv"]))).ShouldBe("a.csv is not tracked: there is no a.csv.dvc. Track it with 'larder data add a.csv', or check the path.");
        using var nothing = new FileRepository();
        (await FailAsync(() => nothing.Files().PushAsync([]))).ShouldBe(
            $"There is no .dvc folder in {nothing.Root} or above it, so nothing is tracked; add a file with 'larder data add PATH', or stand in the repository.");
    }

    private async Task AddFailsAsync(string path, string message) => (await FailAsync(() => _repository.Files().AddAsync([path]))).ShouldBe(message);

    private static async Task<string> FailAsync(Func<Task> call) => (await Should.ThrowAsync<LarderException>(call)).Message;
}
