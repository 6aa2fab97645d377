namespace Larder.Repository.Files;

/// <summary>A text file of the checkout; <paramref name="Path"/> is relative to the root, with forward slashes.</summary>
internal sealed record TextFile(string Path, string Text)
{
    public string[] Lines { get; } = Text.TrimEnd('\n').Split('\n');

    public string Directory => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public bool IsUnder(params string[] folders) => folders.Any(folder => Path.StartsWith(folder + "/", StringComparison.Ordinal));

    public bool HasExtension(params string[] extensions) => extensions.Any(extension => Path.EndsWith(extension, StringComparison.Ordinal));
}
