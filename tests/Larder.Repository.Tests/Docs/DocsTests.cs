using Larder.Repository.Files;
using Larder.Repository.Projects;

namespace Larder.Repository.Docs;

public class DocsTests
{
    private static readonly IReadOnlyDictionary<string, MarkdownFile> Documents =
        Checkout.Files.Where(file => file.HasExtension(".md")).Select(MarkdownFile.Parse).ToDictionary(document => document.Path);

    [Fact]
    public void Every_relative_link_resolves() =>
        Documents.Values.SelectMany(document => LinkRules.Check(document, Checkout.Paths.ToHashSet(), Documents)).ShouldBeNone();

    [Fact]
    public void Every_C_sharp_block_is_copied_from_compiled_source() =>
        Documents.Values.SelectMany(document => SnippetRules.Check(document, CompiledSources())).ShouldBeNone();

    [Fact]
    public void The_contributors_page_is_among_the_documents() => Documents.Keys.ShouldContain("CONTRIBUTING.md");

    private static Dictionary<string, TextFile> CompiledSources()
    {
        var folders = ProjectFile.All.Where(project => project.IsUnder("samples") || project.IsUnder("tests")).Select(project => project.Directory).ToArray();
        return Checkout.Files.Where(file => file.HasExtension(".cs") && file.IsUnder(folders)).ToDictionary(file => file.Path);
    }
}
