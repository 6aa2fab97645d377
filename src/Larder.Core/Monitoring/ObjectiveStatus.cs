using System.Globalization;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder.Monitoring;

/// <summary>How an objective stands. The numbers are stored; append only.</summary>
public enum ObjectiveOutcome
{
    /// <summary>The share of good ones is as great as asked.</summary>
    Met = 1,

    /// <summary>It is less.</summary>
    Broken = 2,

    /// <summary>So few were counted that a single bad one is more than is allowed.</summary>
    TooFew = 3,

    /// <summary>Nothing was counted.</summary>
    NoData = 4,
}

/// <summary>How fast an objective's budget was spent in the last stretch of time: share of bad ones / budget. At 1 exactly all of it is spent over the objective's period.</summary>
/// <param name="Window">The stretch.</param>
/// <param name="Total">What was counted.</param>
/// <param name="Bad">The bad ones.</param>
/// <param name="Rate">The rate; null where nothing was counted.</param>
public sealed record BurnRate(TimeSpan Window, long Total, long Bad, double? Rate);

/// <summary>
/// An objective judged at an instant. Burn rates are watched in pairs of windows, so that an alert is fast, and ends soon after its cause (Beyer et al., The Site
/// Reliability Workbook, chapter 5): fast, the last hour and 5 minutes, where 2 % of the budget goes in an hour; slow, the last 6 hours and 30 minutes,
/// where 5 % goes in 6 hours. Both windows have to burn at least that fast: share of the budget · period / long window, 13.44 and 5.6 over 28 days,
/// and never more than what all bad ones burn, 1 / budget.
/// </summary>
/// <param name="Objective">The objective.</param>
/// <param name="Total">What was counted over its period.</param>
/// <param name="Bad">The bad ones.</param>
/// <param name="Outcome">How it stands over its period.</param>
/// <param name="Burn">The rates over 5 and 30 minutes, 1 and 6 hours.</param>
public sealed record ObjectiveStatus(Objective Objective, long Total, long Bad, ObjectiveOutcome Outcome, IReadOnlyList<BurnRate> Burn)
{
    private const decimal FastShare = 0.02m;
    private const decimal SlowShare = 0.05m;

    /// <summary>The windows of <see cref="Burn"/>.</summary>
    public static IReadOnlyList<TimeSpan> Windows { get; } = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];

    /// <summary>The share of good ones; null where nothing was counted.</summary>
    public double? Share => Total == 0 ? null : (double)(Total - Bad) / Total;

    /// <summary>The part of the budget that is left over the period, below 0 where more was spent; null where nothing was counted.</summary>
    public double? BudgetLeft => Total == 0 ? null : (double)(1 - (Bad / (Total * Objective.Budget)));

    /// <summary>The least rate of a fast burn.</summary>
    public double FastBurn => Threshold(FastShare, Windows[2]);

    /// <summary>The least rate of a slow burn.</summary>
    public double SlowBurn => Threshold(SlowShare, Windows[3]);

    /// <summary>Judges an objective.</summary>
    public static ObjectiveStatus Of(Objective objective, TallyBook tallies, Instant now)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(tallies);
        var (total, bad) = objective.Count(tallies, now - objective.Over);
        var outcome = total == 0 ? ObjectiveOutcome.NoData
            : total * objective.Budget < 1 ? ObjectiveOutcome.TooFew
            : bad > total * objective.Budget ? ObjectiveOutcome.Broken : ObjectiveOutcome.Met;
        return new(objective, total, bad, outcome, [.. Windows.Select(w => Rate(objective, w, objective.Count(tallies, now - w)))]);
    }

    /// <summary>The incidents that stand, as of an instant. Windows that hold too few for one bad one to be allowed begin none.</summary>
    public IEnumerable<Incident> Incidents(Instant now)
    {
        var name = Objective.Kind == ObjectiveKind.Freshness ? $"Freshness of view {Objective.Subject}" : $"Coverage of service {Objective.Subject}";
        var kind = Names.ToSnakeCase(Objective.Kind.ToString());
        if (Outcome == ObjectiveOutcome.Broken)
        {
            yield return new($"{kind}_broken", Objective.Subject, CheckSeverity.Error, $"{name} misses its objective ({Objective.Text}): {Written(Total, Bad)}. {Next}", now);
        }

        if (Burns(FastBurn, Burn[0], Burn[2]))
        {
            yield return new($"{kind}_fast_burn", Objective.Subject, CheckSeverity.Error, $"{name} spends its budget {Text(Burn[2].Rate)} times as fast as allowed in the last hour: {Written(Burn[2].Total, Burn[2].Bad)}. {Next}", now);
        }

        if (Burns(SlowBurn, Burn[1], Burn[3]))
        {
            yield return new($"{kind}_slow_burn", Objective.Subject, CheckSeverity.Warn, $"{name} spends its budget {Text(Burn[3].Rate)} times as fast as allowed in the last 6 hours: {Written(Burn[3].Total, Burn[3].Bad)}. {Next}", now);
        }

        if (Objective.Kind == ObjectiveKind.Coverage && Burn[0].Rate > 1 && Burn[2].Rate > 1 && Burn[2].Total * Objective.Budget >= 1)
        {
            yield return new("coverage_low", Objective.Subject, CheckSeverity.Error, $"{name} is below {Objective.Target.ToString("0.####%", CultureInfo.InvariantCulture)} in the last hour: {Written(Burn[2].Total, Burn[2].Bad)}. {Next}", now);
        }
    }

    private static BurnRate Rate(Objective objective, TimeSpan window, (long Total, long Bad) counted) =>
        new(window, counted.Total, counted.Bad, counted.Total == 0 ? null : (double)(counted.Bad / (counted.Total * objective.Budget)));

    private double Threshold(decimal share, TimeSpan window) =>
        (double)Math.Min(share * Objective.Over.Ticks / window.Ticks, 1 / Objective.Budget);

    private bool Burns(double threshold, BurnRate brief, BurnRate wide) => brief.Rate >= threshold && wide.Rate >= threshold && wide.Total * Objective.Budget >= 1;

    private string Next => Objective.Kind == ObjectiveKind.Freshness
        ? "See 'larder monitor', and whether its source and materialization keep up."
        : "See 'larder monitor' for the features that were missing.";

    private string Written(long total, long bad) => string.Create(
        CultureInfo.InvariantCulture, $"{bad:N0} of {total:N0} {(Objective.Kind == ObjectiveKind.Freshness ? "values were too old" : "requests lacked a required feature")}");

    private static string Text(double? rate) => rate!.Value.ToString("0.##", CultureInfo.InvariantCulture);
}
