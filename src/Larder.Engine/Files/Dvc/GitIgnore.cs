using System.Text;

namespace Larder.Files.Dvc;

/// <summary>Keeps data out of git: a line in the <c>.gitignore</c> beside it, as DVC writes it.</summary>
internal static class GitIgnore
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".gitignore";

    /// <summary>Characters that mean something in a pattern.</summary>
    private const string Special = "[]!*#?";

    /// <summary>Adds the line of a file or folder, unless it stands there.</summary>
    public static async Task AddAsync(string path, AtomicWriter writer, CancellationToken cancellationToken)
    {
        var file = Path.Join(Path.GetDirectoryName(path), FileName);
        var before = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false) : "";
        var line = Line(Path.GetFileName(path));
        if (!before.Split('\n').Contains(line))
        {
            var end = before.Length == 0 || before.EndsWith('\n') ? "" : "\n";
            await writer.WriteAsync(file, Encoding.UTF8.GetBytes($"{before}{end}{line}\n"), cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Line(string name) => "/" + string.Concat(name.Select(c => Special.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : c.ToString()));
}
