using Larder.Repository.Files;

namespace Larder.Repository.Docs;

public class SnippetRulesTests
{
    private const string Source = """
        namespace Sample;

        public class Shop
        {
            // snippet:entity
            public Entity<string> Customer { get; } =
                new("customer_id");

            public int Other;
            // end-snippet

            // snippet:inner
            public int Inner;
            // end-snippet

            // snippet:twice
            // end-snippet
            // snippet:twice
            // end-snippet

            // snippet:open
        }
        """;

    [Fact]
    public void An_equal_block_is_fine_whatever_its_indentation()
    {
        Check("""
            <!-- snippet: samples/Shop/Shop.cs#inner -->
            ```csharp
            public int Inner;
            ```

            1. In a list:

               <!-- snippet: samples/Shop/Shop.cs#entity -->

               ```csharp
               public Entity<string> Customer { get; } =
                   new("customer_id");

               public int Other;
               ```
            """).ShouldBeNone();
    }

    [Fact]
    public void Other_languages_need_no_source() => Check("```sh\n./larder demo\n```\n\n```\ntext\n```\n").ShouldBeNone();

    [Theory]
    [InlineData("csharp")]
    [InlineData("cs")]
    [InlineData("C#")]
    public void A_block_without_a_source_is_found(string language) =>
        Check($"Some text.\n\n```{language}\nvar x = 1;\n```\n").ShouldRead(
            "docs/page.md:3: C# without a source; put '<!-- snippet: path/to/file.cs#name -->' on the line above and '// snippet:name' … '// end-snippet' into that file.");

    [Theory]
    [InlineData("src/Larder.Core/A.cs#entity", "names src/Larder.Core/A.cs, which is no C# file of a project under samples/ or tests/.")]
    [InlineData("samples/Shop/Shop.cs#gone", "needs exactly one line '// snippet:gone' in samples/Shop/Shop.cs, which has 0.")]
    [InlineData("samples/Shop/Shop.cs#twice", "needs exactly one line '// snippet:twice' in samples/Shop/Shop.cs, which has 2.")]
    [InlineData("samples/Shop/Shop.cs#open", "snippet open of samples/Shop/Shop.cs never ends; close it with '// end-snippet'.")]
    public void A_source_that_is_not_there_is_found(string reference, string message) =>
        Check($"<!-- snippet: {reference} -->\n```csharp\nx\n```\n").ShouldRead($"docs/page.md:2: {message}");

    [Theory]
    [InlineData("public int Outer;", "in line 1: the source has 'public int Inner;', the document 'public int Outer;'.")]
    [InlineData("public int Inner;\nmore();", "in line 2: the source has nothing, the document 'more();'.")]
    [InlineData("", "in line 1: the source has 'public int Inner;', the document nothing.")]
    public void A_block_that_differs_is_found(string code, string message) =>
        Check($"<!-- snippet: samples/Shop/Shop.cs#inner -->\n```csharp\n{code}\n```\n").ShouldRead(
            $"docs/page.md:2: differs from samples/Shop/Shop.cs#inner {message}");

    private static IEnumerable<Finding> Check(string text) =>
        SnippetRules.Check(
            MarkdownFile.Parse(new TextFile("docs/page.md", text)),
            new Dictionary<string, TextFile> { ["samples/Shop/Shop.cs"] = new("samples/Shop/Shop.cs", Source) });
}
