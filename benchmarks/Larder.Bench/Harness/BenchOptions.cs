namespace Larder.Bench.Harness;

/// <summary>What the command line says.</summary>
/// <param name="Runs">Measurements of each side; the median counts.</param>
/// <param name="Scale">Factor on the number of rows; targets hold for 1.</param>
/// <param name="DataPath">Where generated data is kept between runs.</param>
/// <param name="Variant">A variant of the benchmark; null for its default.</param>
/// <param name="Input">A real input file; null for the benchmark's own.</param>
internal sealed record BenchOptions(int Runs, double Scale, string DataPath, string? Variant, string? Input)
{
    /// <summary>A number of rows, scaled.</summary>
    public long Rows(long full) => Math.Max(1, (long)(full * Scale));

    /// <summary>A fresh folder for the state of one run below the data folder.</summary>
    public string FreshState(string name)
    {
        var path = Path.Combine(DataPath, $"state-{name}-{Environment.ProcessId}");
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.CreateDirectory(path);
        return path;
    }
}
