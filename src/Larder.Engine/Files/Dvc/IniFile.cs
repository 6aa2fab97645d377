using System.Text.RegularExpressions;

namespace Larder.Files.Dvc;

/// <summary>
/// Reads the form of DVC's configuration files: sections in brackets, <c>key = value</c> below them, <c>#</c> before comments, quotes around a name or value that needs
/// them. Names of sections and keys do not depend on case, but for the name of a remote, which comes in double quotes behind the word.
/// </summary>
internal static partial class IniFile
{
    /// <summary>The sections in lower case, each with its keys; none where there is no file.</summary>
    /// <exception cref="Errors.InvalidInputException">A line is none of these.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Read(string path)
    {
        var sections = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
        var section = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (number, line) in (File.Exists(path) ? File.ReadAllLines(path) : []).Index())
        {
            if (Section().Match(line) is { Success: true } header)
            {
                var name = Unquoted(header.Groups["name"].Value.Trim());
                section = sections.GetValueOrDefault(name) as Dictionary<string, string> ?? new(StringComparer.OrdinalIgnoreCase);
                sections[name] = section;
            }
            else if (Entry().Match(line) is { Success: true } entry)
            {
                section[Unquoted(entry.Groups["key"].Value)] = Unquoted(entry.Groups["value"].Value.Trim());
            }
            else if (!Blank().IsMatch(line))
            {
                throw FileErrors.ConfigLine(path, number + 1);
            }
        }

        return sections;
    }

    private static string Unquoted(string text) => text is ['\'', .., '\''] or ['"', .., '"'] && text.Length > 1 ? text[1..^1] : text;

    [GeneratedRegex(@"^\s*\[(?<name>'[^']*'|""[^""]*""|[^\[\]]+)\]\s*(#.*)?$")]
    private static partial Regex Section();

    [GeneratedRegex(@"^\s*(?<key>'[^']*'|""[^""]*""|[^=\s'""\[#][^=]*?)\s*=\s*(?<value>'[^']*'|""[^""]*""|[^'""#][^#]*|)\s*(#.*)?$")]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\s*(#.*)?$")]
    private static partial Regex Blank();
}
