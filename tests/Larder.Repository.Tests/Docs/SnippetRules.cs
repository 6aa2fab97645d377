using System.Text.RegularExpressions;
using Larder.Repository.Files;

namespace Larder.Repository.Docs;

/// <summary>
/// C# in a document is copied from source that compiles: a comment above the fence names the file and the snippet, and both texts are equal.
/// </summary>
internal static partial class SnippetRules
{
    private static readonly string[] Languages = ["csharp", "cs", "c#"];

    public static IEnumerable<Finding> Check(MarkdownFile document, IReadOnlyDictionary<string, TextFile> sources) =>
        from fence in document.Fences
        where Languages.Contains(fence.Language, StringComparer.OrdinalIgnoreCase)
        let problem = Problem(fence, sources)
        where problem is not null
        select new Finding(document.Path, fence.Line, problem);

    private static string? Problem(Fence fence, IReadOnlyDictionary<string, TextFile> sources)
    {
        var comment = SnippetComment().Match(fence.LineAbove);
        if (!comment.Success)
        {
            return "C# without a source; put '<!-- snippet: path/to/file.cs#name -->' on the line above and '// snippet:name' … '// end-snippet' into that file.";
        }

        var path = comment.Groups["path"].Value;
        var name = comment.Groups["name"].Value;
        if (!sources.TryGetValue(path, out var source))
        {
            return $"names {path}, which is no C# file of a project under samples/ or tests/.";
        }

        var starts = source.Lines.Index().Where(line => line.Item.Trim() == $"// snippet:{name}").Select(line => line.Index).ToList();
        if (starts.Count != 1)
        {
            return $"needs exactly one line '// snippet:{name}' in {path}, which has {starts.Count}.";
        }

        var length = Array.FindIndex(source.Lines[starts[0]..], line => line.Trim() == "// end-snippet");
        if (length < 0)
        {
            return $"snippet {name} of {path} never ends; close it with '// end-snippet'.";
        }

        var expected = Dedent(source.Lines[(starts[0] + 1)..(starts[0] + length)]);
        return Difference(expected, Dedent(fence.Code), $"{path}#{name}");
    }

    private static string? Difference(List<string> expected, List<string> actual, string origin)
    {
        for (var index = 0; index < Math.Max(expected.Count, actual.Count); index++)
        {
            var (source, shown) = (expected.ElementAtOrDefault(index), actual.ElementAtOrDefault(index));
            if (source != shown)
            {
                return $"differs from {origin} in line {index + 1}: the source has {Quote(source)}, the document {Quote(shown)}.";
            }
        }

        return null;
    }

    private static string Quote(string? line) => line is null ? "nothing" : $"'{line.Trim()}'";

    private static List<string> Dedent(IEnumerable<string> code)
    {
        var lines = code.Select(line => line.TrimEnd()).SkipWhile(line => line.Length == 0).ToList();
        lines = lines[..(lines.FindLastIndex(line => line.Length > 0) + 1)];
        var indent = lines.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return [.. lines.Select(line => line.Length == 0 ? "" : line[indent..])];
    }

    [GeneratedRegex(@"^<!-- snippet: (?<path>[^#\s]+)#(?<name>[\w-]+) -->$")]
    private static partial Regex SnippetComment();
}
