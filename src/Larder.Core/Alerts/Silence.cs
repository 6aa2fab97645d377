using Larder.Types;

namespace Larder.Alerts;

/// <summary>Alerts that nobody is told of for a while. They are still recorded, and what is different from what was told is told at the end.</summary>
/// <param name="Id">1, 2, … given by the store; 0 before it is stored.</param>
/// <param name="Pattern">The subjects, as in <see cref="AlertRule.On(string)"/>.</param>
/// <param name="Kind">The kind; null for every one.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record Silence(long Id, string Pattern, AlertKind? Kind, Instant CreatedAt, Instant Until, string Reason)
{
    /// <summary>Whether it hides an alert at a time.</summary>
    public bool Hides(AlertIdentity alert, Instant at) => at < Until && (Kind is null || Kind == alert.Kind) && SubjectPattern.Matches(Pattern, alert.Subject);
}
