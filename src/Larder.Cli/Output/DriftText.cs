using System.Globalization;
using Larder.Quality.Drift;

namespace Larder.Cli.Output;

/// <summary>Why a feature drifts, in words.</summary>
internal static class DriftText
{
    /// <summary>The reasons with their numbers, and what is odd.</summary>
    public static IEnumerable<string> Of(FeatureDrift drift) => Numbers(drift).Concat(drift.Oddities);

    /// <summary>The reasons with their numbers, without any value of a row.</summary>
    public static IEnumerable<string> Numbers(FeatureDrift drift)
    {
        if (drift.Reasons.HasFlag(DriftReasons.Distribution))
        {
            yield return "distribution";
        }

        if (drift.Reasons.HasFlag(DriftReasons.Nulls))
        {
            yield return $"{(drift.ReferenceNulls == 1 ? "starts: " : drift.Nulls == 1 ? "ends: " : string.Empty)}nulls {Share(drift.ReferenceNulls)} to {Share(drift.Nulls)}";
        }
    }

    /// <summary>The names of reasons.</summary>
    public static string Names(DriftReasons reasons) =>
        string.Join(", ", Enum.GetValues<DriftReasons>().Where(r => r != DriftReasons.None && reasons.HasFlag(r)).Select(r => Larder.Types.Names.ToSnakeCase(r.ToString()).Replace('_', ' ')));

    /// <summary>A share in percent.</summary>
    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");
}
