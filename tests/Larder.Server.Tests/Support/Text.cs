namespace Larder.Support;

internal static class Text
{
    /// <summary>Keeps the first line break, which ends the status line, and joins the other lines: the answers have none.</summary>
    public static string AsOneLine(this string text)
    {
        var lines = text.Split('\n');
        return $"{lines[0]}\n{string.Concat(lines.Skip(1))}";
    }
}
