using System.Globalization;

namespace Larder.Reference;

/// <summary>How many cases a property is tried on: its own number, times LARDER_CASES, a number such as 0.1 or 20, by default 1.</summary>
public static class CaseCount
{
    private static readonly double Factor = Environment.GetEnvironmentVariable("LARDER_CASES") is { Length: > 0 } text
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : 1;

    /// <summary>The number of cases, at least one.</summary>
    public static int Of(int cases) => Math.Max(1, (int)Math.Min(int.MaxValue, cases * Factor));
}
