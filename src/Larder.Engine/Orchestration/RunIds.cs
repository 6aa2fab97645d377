using System.Globalization;
using Larder.Types;

namespace Larder.Orchestration;

/// <summary>Names of runs: what people read in lists and type in commands.</summary>
public static class RunIds
{
    /// <summary>Of a slot there is one run, and so one name.</summary>
    public static string Scheduled(string pipeline, Instant due) => $"{pipeline}-{Written(due, "yyyyMMdd'T'HHmmss'Z'")}";

    /// <summary>A run on demand is named by when it was made.</summary>
    public static string Manual(string pipeline, Instant now) => $"{pipeline}-{Written(now, "yyyyMMdd'T'HHmmss'.'ffffff'Z'")}";

    private static string Written(Instant instant, string format) => instant.ToDateTime().ToString(format, CultureInfo.InvariantCulture);
}
