namespace Larder.Cli.Output;

/// <summary>Text from data and arguments, made safe for a terminal: control characters, which could move its cursor or change its colours, are shown as �.</summary>
internal static class Printable
{
    /// <summary>The text in one line.</summary>
    public static string Line(string text) => Text(text.ReplaceLineEndings(" "));

    /// <summary>The text as it is but for control characters; line feeds stay.</summary>
    public static string Text(string text) =>
        text.Any(IsHarmful) ? string.Concat(text.Select(c => IsHarmful(c) ? '\uFFFD' : c)) : text;

    private static bool IsHarmful(char c) => char.IsControl(c) && c != '\n';
}
