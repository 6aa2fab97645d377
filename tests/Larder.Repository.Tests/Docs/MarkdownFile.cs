using System.Text.RegularExpressions;
using Larder.Repository.Files;

namespace Larder.Repository.Docs;

/// <summary>A fenced block: the line it opens on, what stands after the fence, its code, and the text line above it.</summary>
internal sealed record Fence(int Line, string Language, IReadOnlyList<string> Code, string LineAbove);

/// <summary>A Markdown file, split into its fenced blocks and the prose around them.</summary>
internal sealed partial record MarkdownFile(string Path, IReadOnlyList<Fence> Fences, IReadOnlyList<(int Line, string Text)> Prose)
{
    /// <summary>The anchors that headings give, as Git hosts derive them: lower case, punctuation dropped, blanks to hyphens, repeats numbered.</summary>
    public IReadOnlySet<string> Anchors { get; } = AnchorsOf(Prose);

    public static MarkdownFile Parse(TextFile file)
    {
        var fences = new List<Fence>();
        var prose = new List<(int Line, string Text)>();
        for (var index = 0; index < file.Lines.Length; index++)
        {
            var opening = FenceOpening().Match(file.Lines[index]);
            if (!opening.Success)
            {
                prose.Add((index + 1, file.Lines[index]));
                continue;
            }

            var mark = opening.Groups["mark"].Value;
            var code = file.Lines.Skip(index + 1).TakeWhile(line => !Closes(line, mark)).ToList();
            var above = prose.LastOrDefault(line => line.Text.Trim().Length > 0).Text ?? "";
            fences.Add(new Fence(index + 1, opening.Groups["language"].Value, code, above.Trim()));
            index += code.Count + 1;
        }

        return new MarkdownFile(file.Path, fences, prose);
    }

    private static bool Closes(string line, string mark) => line.Trim().Length >= mark.Length && line.Trim().All(character => character == mark[0]);

    private static HashSet<string> AnchorsOf(IEnumerable<(int Line, string Text)> prose)
    {
        var anchors = new HashSet<string>();
        foreach (var heading in prose.Select(line => Heading().Match(line.Text)).Where(match => match.Success))
        {
            var text = LinkText().Replace(heading.Groups["text"].Value, "${text}").Trim();
            var slug = Dropped().Replace(text, "").Replace(' ', '-').ToLowerInvariant();
            for (var repeat = 0; !anchors.Add(repeat == 0 ? slug : $"{slug}-{repeat}"); repeat++)
            {
            }
        }

        return anchors;
    }

    [GeneratedRegex(@"^\s*(?<mark>`{3,}|~{3,})\s*(?<language>[^\s`]*)[^`]*$")]
    private static partial Regex FenceOpening();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.*?)\s*#*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Dropped();
}
