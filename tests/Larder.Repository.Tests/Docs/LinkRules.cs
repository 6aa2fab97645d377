using System.Text.RegularExpressions;
using Larder.Repository.Files;

namespace Larder.Repository.Docs;

/// <summary>Every link inside the checkout leads to a file, folder or heading that is there.</summary>
internal static partial class LinkRules
{
    public static IEnumerable<Finding> Check(MarkdownFile document, IReadOnlyCollection<string> paths, IReadOnlyDictionary<string, MarkdownFile> documents)
    {
        foreach (var (line, text) in document.Prose)
        {
            foreach (var target in Targets(text).Where(target => !LeavesCheckout(target)))
            {
                if (Problem(document, target, paths, documents) is { } problem)
                {
                    yield return new(document.Path, line, $"links to {target}, {problem}");
                }
            }
        }
    }

    private static IEnumerable<string> Targets(string line)
    {
        var text = InlineCode().Replace(line, "");
        return Link().Matches(text).Concat(Reference().Matches(text)).Concat(Attribute().Matches(text)).Select(match => match.Groups["target"].Value);
    }

    private static bool LeavesCheckout(string target) => Scheme().IsMatch(target);

    private static string? Problem(
        MarkdownFile document, string target, IReadOnlyCollection<string> paths, IReadOnlyDictionary<string, MarkdownFile> documents)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? document.Path : Resolve(document.Path, Uri.UnescapeDataString(parts[0]));
        if (path is null)
        {
            return "which lies outside the repository; link to something a clone contains.";
        }

        if (!paths.Contains(path) && !paths.Any(known => known.StartsWith(path + "/", StringComparison.Ordinal)) && path.Length > 0)
        {
            return $"but there is no {path}.";
        }

        return parts.Length == 2 && documents.TryGetValue(path, out var other) && !other.Anchors.Contains(parts[1])
            ? $"but {path} has no heading #{parts[1]}."
            : null;
    }

    // Null when the path climbs out of the checkout; the root itself is the empty path.
    private static string? Resolve(string from, string target)
    {
        var segments = new Stack<string>(from.Split('/')[..^1]);
        foreach (var segment in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                if (!segments.TryPop(out _))
                {
                    return null;
                }
            }
            else if (segment != ".")
            {
                segments.Push(segment);
            }
        }

        return target.StartsWith('/') ? null : string.Join('/', segments.Reverse());
    }

    [GeneratedRegex(@"\]\(\s*<?(?<target>[^)\s>]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*\[[^\]]+\]:\s+<?(?<target>[^\s>]+)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\b(?:href|src)=""(?<target>[^""]+)""")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^(?:[a-z][a-z0-9+.-]*:|//)", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();
}
