using Larder.Catalog;
using Larder.Monitoring;
using Larder.Quality.Checks;

namespace Larder.Alerts;

/// <summary>Incidents of serving as reports of alerts: freshness of each view with an objective, coverage of each service. Said again it changes nothing, so that several servers may say it.</summary>
public static class IncidentAlerts
{
    private const string Evidence = "larder monitor";

    /// <summary>One report for each objective: what stands fires, and what does not has recovered.</summary>
    /// <param name="catalog">The repository's definitions.</param>
    /// <param name="standing">The incidents that stand.</param>
    public static IReadOnlyList<AlertReport> Of(FeatureCatalog catalog, IReadOnlyList<Incident> standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return [.. Objective.Of(catalog).Select(o => Of(o, [.. standing.Where(i => i.Subject == o.Subject && i.IsOfFreshness == (o.Kind == ObjectiveKind.Freshness))]))];
    }

    private static AlertReport Of(Objective objective, IReadOnlyList<Incident> standing)
    {
        var (kind, subject) = objective.Kind == ObjectiveKind.Freshness ? (AlertKind.Freshness, AlertSubject.View(objective.Subject)) : (AlertKind.Coverage, AlertSubject.Service(objective.Subject));
        return new AlertReport(kind, subject, [.. standing.Select(i => new AlertCondition(i.Kind, i.Severity == CheckSeverity.Error ? AlertSeverity.Error : AlertSeverity.Warn, i.Message)
        {
            Facts = [new("objective", objective.Text), new("since", i.Since.ToString())],
            Evidence = Evidence,
        })]);
    }
}
