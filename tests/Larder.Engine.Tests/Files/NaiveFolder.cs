using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Larder.Files;

/// <summary>The name of a folder the slow, obvious way: every path as numbers of its code points, sorted as such, and the text put together by hand.</summary>
internal static class NaiveFolder
{
    public static string NameOf(string folder)
    {
        var entries = new List<(int[] Points, string Text)>();
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            var path = file[(folder.Length + 1)..].Replace('\\', '/');
            var written = "";
            foreach (var unit in path)
            {
                written += unit is < ' ' or > '~' ? "\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture) : unit is '"' ? "\\\"" : unit.ToString();
            }

            entries.Add(([.. path.EnumerateRunes().Select(rune => rune.Value)], "{\"md5\": \"" + Md5(File.ReadAllBytes(file)) + "\", \"relpath\": \"" + written + "\"}"));
        }

        entries.Sort((left, right) => left.Points.AsSpan().SequenceCompareTo(right.Points));
        return Md5(Encoding.ASCII.GetBytes("[" + string.Join(", ", entries.Select(entry => entry.Text)) + "]")) + ".dir";
    }

#pragma warning disable CA5351 // The names are MD5s.
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
