using System.Xml.Linq;
using Larder.Repository.Files;

namespace Larder.Repository.Projects;

/// <summary>A project of the checkout as its author wrote it.</summary>
internal sealed record ProjectFile(string Path, XDocument Document)
{
    public static IReadOnlyList<ProjectFile> All { get; } = [.. Checkout.Files.Where(file => file.HasExtension(".csproj")).Select(Parse)];

    public string Directory => Path[..Path.LastIndexOf('/')];

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The names of the projects this one refers to; a pattern stands for itself.</summary>
    public IEnumerable<string> References =>
        Document.Descendants("ProjectReference").Select(item => item.Attribute("Include")!.Value).Select(System.IO.Path.GetFileNameWithoutExtension)!;

    public static ProjectFile Parse(TextFile file) => new(file.Path, XDocument.Parse(file.Text, LoadOptions.SetLineInfo));

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public string? Property(string name) => Document.Descendants(name).SingleOrDefault()?.Value;
}
