using System.IO.Compression;
using System.Text;
using Larder.Errors;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>The header line of a CSV file.</summary>
internal static class CsvHeader
{
    /// <summary>Reads the column names off the first line.</summary>
    /// <exception cref="InvalidInputException">The file is empty.</exception>
    public static IReadOnlyList<string> Read(InputFile input)
    {
        var path = input.Path;
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var line = reader.ReadLine();
        return string.IsNullOrWhiteSpace(line)
            ? throw new InvalidInputException($"The input {input.Name} is empty; it needs a header line with the column names.")
            : Split(line);
    }

    /// <summary>Finds each wanted column, ignoring case and underscores.</summary>
    /// <param name="schema">The columns wanted.</param>
    /// <param name="header">The columns there are.</param>
    /// <param name="missing">Wanted columns that are not there.</param>
    /// <returns>For each wanted column its index in the header; -1 where it is missing.</returns>
    /// <exception cref="InvalidInputException">Two columns of the header could be the one wanted.</exception>
    public static int[] Match(EventSchema schema, IReadOnlyList<string> header, out IReadOnlyList<string> missing)
    {
        var plain = header.Select(Plain).ToList();
        foreach (var column in schema.Columns.Where(c => plain.Count(p => p == Plain(c.SourceName)) > 1))
        {
            var alike = header.Where(h => Plain(h) == Plain(column.SourceName));
            throw new InvalidInputException($"The input has several columns for {column.SourceName}: {string.Join(", ", alike)}. Nothing was stored; keep one of them, case and underscores do not count.");
        }

        var found = schema.Columns.Select(c => plain.IndexOf(Plain(c.SourceName))).ToArray();
        missing = [.. schema.Columns.Where((_, i) => found[i] < 0).Select(c => c.SourceName)];
        return found;
    }

    /// <summary>Whether two names are one column's, ignoring case and underscores.</summary>
    public static bool AreAlike(string left, string right) => Plain(left) == Plain(right);

    private static string Plain(string name) => name.Replace("_", string.Empty, StringComparison.Ordinal).Trim().ToUpperInvariant();

    private static List<string> Split(string line)
    {
        var names = new List<string>();
        var (name, quoted) = (new StringBuilder(), false);
        foreach (var c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(c);
            }
        }

        names.Add(name.ToString());
        return names;
    }
}
