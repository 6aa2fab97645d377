using Larder.Errors;

namespace Larder.Models;

/// <summary>Gates refused a model; nothing was registered and the champion stays.</summary>
public sealed class GateRefusedException : LarderException
{
    /// <summary>Creates the error from a verdict that did not pass.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="verdict">What the gates said.</param>
    /// <param name="championVersion">The version that stays champion; null when there is none.</param>
    public GateRefusedException(string model, ModelVerdict verdict, int? championVersion)
        : base(ErrorKind.GateRefused, Text(model, verdict, championVersion))
    {
        Model = model;
        Verdict = verdict;
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>What the gates said.</summary>
    public ModelVerdict Verdict { get; }

    private static string Text(string model, ModelVerdict verdict, int? championVersion)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var refusals = verdict.Gates.Where(g => g.Verdict != GateVerdict.Passed).Select(g => $"{g.Gate} {g.Verdict.WireName()} ({g.Reason})");
        var kept = championVersion is { } version ? $"champion v{version} stays" : "there is still no champion";
        var remedy = verdict.Gates.Any(g => g.Verdict == GateVerdict.Rejected) ? " Change the features or bring newer data, and train again." : string.Empty;
        return $"Model {model}: {string.Join(", ", refusals)}. Nothing was registered, {kept}.{remedy}";
    }
}
