using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Larder.Files.Dvc;

/// <summary>Writes <c>.dvc</c> files as DVC does: the same keys in the same order, so that both programs leave the other's files alone.</summary>
internal static partial class DvcFileWriter
{
    /// <summary>The text of a <c>.dvc</c> file with one output beside it.</summary>
    public static string Write(string name, DvcContent content)
    {
        var text = new StringBuilder("outs:\n");
        text.Append(CultureInfo.InvariantCulture, $"- md5: {content.Id}\n  size: {content.Size}\n");
        if (content.Files is { } files)
        {
            text.Append(CultureInfo.InvariantCulture, $"  nfiles: {files}\n");
        }

        return text.Append(content.IsExecutable ? "  isexec: true\n" : "").Append(CultureInfo.InvariantCulture, $"  hash: md5\n  path: {Scalar(name)}\n").ToString();
    }

    /// <summary>The text of a <c>.dvc</c> file with other facts about its one output; comments and everything else stay as they are.</summary>
    /// <returns>Null where the file lacks a key that is to have a value, or has one too many.</returns>
    public static string? Update(string text, DvcContent content)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var output = (YamlMappingNode)((YamlSequenceNode)stream.Documents[0].RootNode["outs"])[0];
        var values = new Dictionary<string, string?>
        {
            ["md5"] = content.Id.ToString(),
            ["size"] = content.Size?.ToString(CultureInfo.InvariantCulture),
            ["nfiles"] = content.Files?.ToString(CultureInfo.InvariantCulture),
            ["isexec"] = content.IsExecutable ? "true" : null,
        };
        foreach (var (key, value) in values.OrderByDescending(entry => output.Find(entry.Key)?.Start.Index ?? 0))
        {
            var node = output.Find(key);
            if (node is null != value is null)
            {
                return null;
            }

            text = node is null ? text : string.Concat(text.AsSpan(0, (int)node.Start.Index), value, text.AsSpan((int)node.End.Index));
        }

        return text;
    }

    /// <summary>A text as YAML: as it is where that can be nothing but text, else in the quotes that keep it.</summary>
    private static string Scalar(string text) =>
        text.Any(char.IsControl) ? $"\"{string.Concat(text.Select(Escaped))}\""
        : Plain().IsMatch(text) && !Special().IsMatch(text) ? text
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}"),
        _ => c.ToString(),
    };

    /// <summary>Begins with nothing that YAML gives a meaning to, holds neither a colon before a blank nor a hash behind one, and ends with neither colon nor blank.</summary>
    [GeneratedRegex(@"^[^\s#,\[\]{}&*!|>'""%@`?:-]((?!:\s|\s\#).)*(?<![:\s])$")]
    private static partial Regex Plain();

    /// <summary>Words, numbers and times that YAML would read as something else than text.</summary>
    [GeneratedRegex(@"^(~|=|<<|null|true|false|yes|no|on|off|y|n|\.nan|\.inf|[-+]?[0-9._][0-9a-fxob_.:+-]*([Tt ][0-9].*)?|\.\.\.)$", RegexOptions.IgnoreCase)]
    private static partial Regex Special();
}
