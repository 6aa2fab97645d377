using Larder.Repository.Files;

namespace Larder.Repository.Docs;

public class LinkRulesTests
{
    private static readonly MarkdownFile Guide = Parse("docs/guide.md", """
        # The guide
        ## First steps: `apply`, then *serve*
        ## Again
        ## Again
        """);

    [Theory]
    [InlineData("[x](guide.md)")]
    [InlineData("[x](./guide.md#the-guide)")]
    [InlineData("[x](guide.md#first-steps-apply-then-serve)")]
    [InlineData("[x](guide.md#again-1)")]
    [InlineData("[x](#here)")]
    [InlineData("![x](../web/a%20b.png \"a title\")")]
    [InlineData("[x](../web/)")]
    [InlineData("[x](..)")]
    [InlineData("[x](https://example.org/nowhere) and [y](mailto:a@example.org)")]
    [InlineData("`[x](nowhere.md)`")]
    [InlineData("```text\n[x](nowhere.md)\n```")]
    public void A_link_that_resolves_is_fine(string text) => Check(text).ShouldBeNone();

    [Theory]
    [InlineData("[x](nowhere.md)", "links to nowhere.md, but there is no docs/nowhere.md.")]
    [InlineData("[x](Guide.md)", "links to Guide.md, but there is no docs/Guide.md.")]
    [InlineData("[x](guide.md#away)", "links to guide.md#away, but docs/guide.md has no heading #away.")]
    [InlineData("[x](#away)", "links to #away, but docs/page.md has no heading #away.")]
    [InlineData("[x](../../other/a.md)", "links to ../../other/a.md, which lies outside the repository; link to something a clone contains.")]
    [InlineData("[x](/docs/guide.md)", "links to /docs/guide.md, which lies outside the repository; link to something a clone contains.")]
    [InlineData("[x]: nowhere.md", "links to nowhere.md, but there is no docs/nowhere.md.")]
    [InlineData("<img src=\"nowhere.png\">", "links to nowhere.png, but there is no docs/nowhere.png.")]
    public void A_link_that_does_not_resolve_is_found(string text, string message) => Check(text).ShouldRead($"docs/page.md:3: {message}");

    private static IEnumerable<Finding> Check(string text)
    {
        var page = Parse("docs/page.md", "# Here\n\n" + text);
        return LinkRules.Check(page, ["docs/page.md", "docs/guide.md", "web/a b.png"], new[] { page, Guide }.ToDictionary(document => document.Path));
    }

    private static MarkdownFile Parse(string path, string text) => MarkdownFile.Parse(new TextFile(path, text));
}
