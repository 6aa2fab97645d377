using System.Text.Json.Nodes;
using Larder.Types;

namespace Larder.Quality.Drift;

/// <summary>A comparison as JSON: what programs read, and what is kept as evidence. Members are only ever added.</summary>
public static class DriftJson
{
    /// <summary>One feature.</summary>
    public static JsonObject Of(FeatureDrift drift)
    {
        ArgumentNullException.ThrowIfNull(drift);
        return new JsonObject
        {
            ["feature"] = drift.Feature,
            ["kind"] = Names.ToSnakeCase(drift.Kind.ToString()),
            ["drift"] = drift.IsDrift,
            ["reasons"] = new JsonArray([.. Enum.GetValues<DriftReasons>().Where(r => r != DriftReasons.None && drift.Reasons.HasFlag(r)).Select(r => (JsonNode)Names.ToSnakeCase(r.ToString()))]),
            ["oddities"] = new JsonArray([.. drift.Oddities.Select(o => (JsonNode)o)]),
            ["reference_rows"] = drift.ReferenceRows,
            ["rows"] = drift.Rows,
            ["reference_null_share"] = drift.ReferenceNulls,
            ["null_share"] = drift.Nulls,
            ["scores"] = drift.Scores is { } scores ? Of(scores, drift.AdjustedP) : null,
            ["limits"] = new JsonObject { ["jensen_shannon"] = drift.Limits.JensenShannon, ["null_share"] = drift.Limits.NullShare },
            ["moved"] = new JsonArray([.. drift.Moved.Select(m => (JsonNode)new JsonObject { ["cell"] = m.Cell, ["reference"] = m.Reference, ["current"] = m.Current })]),
        };
    }

    private static JsonObject Of(DriftScores scores, double? adjustedP) => new()
    {
        ["jensen_shannon_base2"] = scores.JensenShannon,
        ["jensen_shannon_distance_base2"] = Math.Sqrt(scores.JensenShannon),
        ["psi"] = scores.StabilityIndex,
        ["psi_alpha"] = Divergence.Alpha,
        ["psi_critical_95"] = scores.CriticalStabilityIndex,
        ["hellinger"] = scores.Hellinger,
        ["total_variation"] = scores.TotalVariation,
        ["l_infinity"] = scores.LargestDifference,
        ["l_infinity_robust"] = scores.RobustLargestDifference,
        ["chi_square"] = scores.ChiSquare.Statistic,
        ["chi_square_degrees"] = scores.ChiSquare.Degrees,
        ["chi_square_p"] = scores.ChiSquare.PValue,
        ["ks"] = scores.KolmogorovSmirnov,
        ["ks_p"] = scores.KolmogorovSmirnovP,
        ["wasserstein_scaled"] = scores.Wasserstein,
        ["p_adjusted"] = adjustedP,
    };
}
