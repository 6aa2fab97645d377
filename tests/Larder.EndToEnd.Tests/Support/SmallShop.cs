using System.IO.Compression;

namespace Larder.Support;

/// <summary>The generated shop with every eighth customer, so that all steps take a second.</summary>
internal static class SmallShop
{
    public const string FileName = "shop.csv";

    private static readonly Lazy<Task<IReadOnlyList<string>>> Generated = new(GenerateAsync);

    /// <summary>The header and the lines.</summary>
    public static Task<IReadOnlyList<string>> LinesAsync() => Generated.Value;

    /// <summary>Writes the file into a folder and returns its path.</summary>
    public static async Task<string> WriteAsync(string folder)
    {
        var path = Path.Combine(folder, FileName);
        await File.WriteAllLinesAsync(path, await LinesAsync());
        return path;
    }

    private static async Task<IReadOnlyList<string>> GenerateAsync()
    {
        var whole = Path.Combine(Path.GetTempPath(), $"larder-shop-{Environment.ProcessId}.csv.gz");
        try
        {
            await Retail.GeneratedShop.WriteAsync(whole, CancellationToken.None);
            await using var gzip = new GZipStream(File.OpenRead(whole), CompressionMode.Decompress);
            using var text = new StreamReader(gzip);
            var lines = new List<string>();
            while (await text.ReadLineAsync() is { } line)
            {
                if (lines.Count == 0 || IsKept(line))
                {
                    lines.Add(line);
                }
            }

            return lines;
        }
        finally
        {
            File.Delete(whole);
        }
    }

    /// <summary>The customer is the last column but one; lines without one are thinned by their invoice.</summary>
    private static bool IsKept(string line)
    {
        var fields = line.Split(',');
        var number = fields[^2].Length > 0 ? fields[^2] : fields[0].TrimStart('C');
        return int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) % 8 == 0;
    }
}
