using Larder.Files.Dvc;

namespace Larder.Files;

/// <summary>Finds what a command is about.</summary>
internal static class TrackedFiles
{
    /// <summary>The tracked files and folders of the paths given, or all of the repository.</summary>
    /// <exception cref="Errors.LarderException">A path is not tracked, or its <c>.dvc</c> file is damaged.</exception>
    public static IReadOnlyList<DvcOutput> Choose(DvcRepository repository, IReadOnlyCollection<string> paths) =>
        [.. (paths.Count == 0 ? repository.DvcFiles() : paths.Select(path => DvcFileOf(repository, path)).Distinct()).SelectMany(file => Outputs(repository, file))];

    private static string DvcFileOf(DvcRepository repository, string path)
    {
        var full = repository.Resolve(path);
        var file = DvcFile.Is(full) ? full : DvcFile.PathFor(full);
        return File.Exists(file) ? file : throw FileErrors.NotTracked(path, repository.Relative(file));
    }

    private static IReadOnlyList<DvcOutput> Outputs(DvcRepository repository, string file)
    {
        var outputs = DvcFileReader.Read(file).Outputs;
        return outputs.FirstOrDefault(output => !repository.IsInside(output.Path)) is { } outside
            ? throw FileErrors.DvcFile(file, $"the entry of {outside.Path} leads out of the repository")
            : outputs;
    }
}
