using System.Globalization;
using Larder.Errors;
using Larder.Storage;

namespace Larder.Files;

/// <summary>All errors of data files, each a line that says what, where and what next.</summary>
internal static class FileErrors
{
    private const int Named = 3;

    public static LarderException NoRepository(string folder) =>
        new NotFoundException($"There is no .dvc folder in {folder} or above it, so nothing is tracked; add a file with 'larder data add PATH', or stand in the repository.");

    public static LarderException Outside(string path, string root) =>
        new InvalidInputException($"{path} does not lie in the repository {root}, or belongs to git or DVC; give a path of a file or folder in it.");

    public static LarderException NoFile(string path) => new NotFoundException($"There is no file or folder {path}; check the path.");

    public static LarderException NotData(string path, string means) => new InvalidInputException($"{path} is no data but tells which data there is; {means}.");

    public static LarderException TrackedAbove(string path, string above) =>
        new InvalidInputException($"{path} lies in {above}, which is tracked as a whole; run 'larder data add {above}'.");

    public static LarderException TrackedBelow(string path, string below) =>
        new InvalidInputException($"{path} holds {below}, so a part of it is tracked already; add the other parts one by one, or remove that file first.");

    public static LarderException FolderLink(string path) =>
        new InvalidInputException($"{path} is a link to a folder, which a list of files cannot say; put the folder itself there, or remove the link.");

    public static LarderException BrokenLink(string path) => new InvalidInputException($"{path} is a link to nothing; mend or remove it.");

    public static LarderException IgnoreFile(string file, string folder) =>
        new InvalidInputException($"{file} has patterns, which Larder does not apply, so its list of {folder} would differ from DVC's; add the folder with dvc, or remove the patterns.");

    public static LarderException Changing(string path) => new ConflictException($"{path} was changed while it was read; add it again when nothing writes to it.");

    public static LarderException DvcFile(string path, string why, Exception? cause = null) =>
        new InvalidInputException($"The file {path} cannot be used: {why}. Take it from git again, or track the data anew with 'larder data add'.", cause);

    public static LarderException OldDvcFile(string path, string output) => new InvalidInputException(
        $"The file {path} was written by DVC 2: the entry of {output} has no 'hash: md5', so its MD5 is of other bytes. Track the data anew with 'larder data add', or run 'dvc cache migrate --dvc-files'.");

    public static LarderException NotOurs(string path) => new InvalidInputException(
        $"The file {path} has more in it than Larder can keep (an import, several outputs, or facts of another kind of data); change it with 'dvc add', or remove it and add again.");

    public static LarderException ConfigLine(string path, int line) =>
        new InvalidInputException($"Line {line} of {path} is no section, no 'key = value' and no comment; correct it.");

    public static LarderException NoRemote(string config) => new NotFoundException(
        $"No remote is configured in {config}; name the default one there (a section [core] with 'remote = NAME' and a section ['remote \"NAME\"'] with 'url = a folder or s3://bucket/prefix'), or give one with --remote.");

    public static LarderException UnknownRemote(string name, string config, IReadOnlyList<string> known) => new NotFoundException(
        $"There is no remote '{name}' with a url in {config}; {(known.Count > 0 ? $"there are {string.Join(", ", known.Order(StringComparer.Ordinal))}" : "there is none")}. Correct the name, or add the section ['remote \"{name}\"'] with its url.");

    public static LarderException UnknownScheme(BlobRemoteSettings remote) => new InvalidInputException(
        $"The remote '{remote.Name}' in {remote.ConfigPath} has the url {remote.Url}, which Larder cannot reach; it knows folders and s3://bucket/prefix. Give another remote with --remote, or use dvc for this one.");

    public static LarderException Remote(BlobRemoteSettings remote, Exception failed) => failed as LarderException ?? new UnavailableException(
        $"The remote '{remote.Name}' ({remote.Url}) cannot be used: {failed.Message.TrimEnd('.')}. Nothing is half written; check its url in {remote.ConfigPath}, space and permissions, and run the same command again.",
        innerException: failed);

    public static LarderException NoRemoteFolder(BlobRemoteSettings remote) => new UnavailableException(
        $"The remote '{remote.Name}' ({remote.Url}) is not there; mount it, or correct its url in {remote.ConfigPath}. 'larder data push' makes the folder.");

    public static LarderException NotTracked(string path, string dvcFile) => new NotFoundException($"{path} is not tracked: there is no {dvcFile}. Track it with 'larder data add {path}', or check the path.");

    public static LarderException NotInCache(IReadOnlyList<string> paths) =>
        new NotFoundException($"The cache lacks the bytes of {List(paths)}, and so does the remote; nothing was sent. Run 'larder data add' or 'larder data pull' for them first.");

    public static LarderException FolderNotInCache(string path) =>
        new NotFoundException($"The cache lacks the list of the folder {path}; run 'larder data pull {path}' first.");

    public static LarderException NotInRemote(BlobRemoteSettings remote, IReadOnlyList<string> paths) => new NotFoundException(
        $"The remote '{remote.Name}' ({remote.Url}) lacks the bytes of {List(paths)}; nothing was written. Run 'larder data push' where they were added, or pull from another remote with --remote.");

    public static LarderException DamagedInCache(string file, string path, BlobId actual) => new UnavailableException(
        $"The cache's bytes of {path} are damaged: {file} has the MD5 {actual.Md5}. Nothing of it was sent or written; delete that file, then run 'larder data add' where {path} is whole, or 'larder data pull'.");

    public static LarderException DamagedInRemote(BlobRemoteSettings remote, BlobId id, string path, BlobId actual) => new UnavailableException(
        $"The remote '{remote.Name}' ({remote.Url}) has damaged bytes of {path}: {id.Key} has the MD5 {actual.Md5}. Nothing of it was written; delete it there and run 'larder data push' where {path} is whole.");

    public static LarderException FolderList(string file, string path, FormatException why) => new InvalidInputException(
        $"The list of the folder {path} cannot be used: {file} has the right MD5, but {why.Message}. Nothing was written; add the folder anew.", why);

    public static LarderException Changed(IReadOnlyList<string> paths, string target) => new ConflictException(
        $"{List(paths)} changed since {(paths.Count == 1 ? "it was" : "they were")} added, and no cache has {(paths.Count == 1 ? "its" : "their")} bytes; nothing was written. "
        + $"Keep them with 'larder data add {target}', or drop them with 'larder data pull --force {target}'.");

    public static LarderException OtherKind(string path, bool isFolder) => new ConflictException(
        $"{path} is a {(isFolder ? "folder" : "file")}, and its .dvc file says it is a {(isFolder ? "file" : "folder")}; nothing was written. Move it away and pull again, or remove the .dvc file and add it.");

    /// <summary>A warning: the bytes are fetched or stored again.</summary>
    public static string Mended(string file, string path) => $"the cache's bytes of {path} were damaged ({file}) and were replaced";

    private static string List(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(Named)) + (paths.Count > Named ? string.Create(CultureInfo.InvariantCulture, $" and {paths.Count - Named} more") : "");
}
