using Larder.Engine;
using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>
/// Files in S3 that an ingest reads:
/// 1. those that the path stands for, by the rules of <see cref="InputPaths"/>, in the order of their addresses;
/// 2. without those that an ingest has stored in this version;
/// 3. fetched into <see cref="InputCache"/>, and from there like files of this machine.
/// </summary>
internal static class RemoteInput
{
    private const string Scheme = "s3://";

    /// <summary>Whether a path is an address.</summary>
    public static bool IsOne(string path) => path.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Lists and fetches the files.</summary>
    /// <exception cref="LarderException">There is none, or one cannot be fetched or read.</exception>
    public static async Task<InputSet> OpenAsync(Workspace workspace, SourceDefinition source, string url, bool store, CancellationToken cancellationToken)
    {
        if (source.Format == SourceFormat.Delta)
        {
            throw new InvalidInputException($"Source {source.Name}: the Delta table {url} is not in a local folder, and no others are read yet; copy the folder, or mount it.");
        }

        var remote = workspace.Adapters.S3 ?? throw new UnavailableException(
            $"The input {url} is in S3, for which this program has no adapter; give the workspace one: Adapters = new() {{ S3 = new S3Files(…) }}.");
        var format = FileFormat.Of(source);
        var (root, parts) = Split(url);
        var found = (await remote.ListAsync(root, cancellationToken).ConfigureAwait(false)).Where(f => IsMatch(f.Url, url, root, parts, format)).OrderBy(f => f.Url, StringComparer.Ordinal).ToArray();
        if (found.Length == 0)
        {
            throw new NotFoundException($"The input {url} stands for no {format.Name} file; give another address with --input, or put a file there.");
        }

        var earlier = store ? await IngestLog.ReadAsync(workspace, source, cancellationToken).ConfigureAwait(false) : [];
        var known = earlier.SelectMany(c => c.Fetched ?? []).ToHashSet(StringComparer.Ordinal);
        var (cache, files) = (new InputCache(workspace), new List<InputFile>());
        foreach (var file in found.Where(f => !known.Contains(InputCache.KeyOf(f))))
        {
            var path = await cache.GetAsync(remote, file, cancellationToken).ConfigureAwait(false);
            files.Add(InputFile.OfRemote(path, file, InputPaths.ConstantsOf(file.Url[root.Length..].Split('/')), source, cancellationToken));
        }

        return new(url, files);
    }

    /// <summary>The part of an address before its first glob, and the parts of the glob; none where there is no glob.</summary>
    private static (string Root, string[] Parts) Split(string url)
    {
        var parts = url[Scheme.Length..].Split('/');
        var first = Array.FindIndex(parts, InputPaths.IsGlob);
        return first < 0 ? (url.TrimEnd('/'), []) : (Scheme + string.Concat(parts[..first].Select(p => p + "/")), parts[first..]);
    }

    private static bool IsMatch(string file, string url, string root, string[] parts, FileFormat format) => parts.Length > 0 ? InputPaths.IsMatch(file[root.Length..].Split('/'), parts)
        : file == url || (file.StartsWith(root + "/", StringComparison.Ordinal) && InputPaths.IsMatch(file[(root.Length + 1)..].Split('/'), ["**", "*"]) && InputPaths.HasSuffix(file, format));
}
