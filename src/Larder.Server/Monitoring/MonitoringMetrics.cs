using System.Globalization;
using Larder.Monitoring;
using Larder.Server.Metrics;
using Larder.Serving.Monitoring;
using Larder.Types;

namespace Larder.Server.Monitoring;

/// <summary>
/// Lays out what serving counted since this server started, and how the objectives stand, as Prometheus text. Labels are names of definitions only, never an
/// entity's key.
/// </summary>
internal static class MonitoringMetrics
{
    private const string Age = "featurestore_online_feature_age_seconds";
    private const string Lag = "featurestore_materialization_lag_seconds";

    public static void Add(PrometheusText text, ServingMonitor monitor, IReadOnlyList<ObjectiveStatus> objectives, Instant now)
    {
        var tallies = monitor.Read(now).ToLookup(t => t.Kind);
        text.Family(Age, "histogram", "Age of the values served, by event time when they were served, by view.");
        Histograms(text, Age, tallies[TallyKind.Age]);
        text.Family("featurestore_online_feature_negative_ages_total", "counter", "Values whose event is later than the time asked for; their age counts as 0.");
        foreach (var tally in tallies[TallyKind.Age])
        {
            text.Sample("featurestore_online_feature_negative_ages_total", tally.Counts[AgeTally.Negative], ("view", tally.Subject));
        }

        text.Family(Lag, "histogram", "Time from an event to its online row, of streamed events, by view.");
        Histograms(text, Lag, tallies[TallyKind.Lag].Where(t => t.Counts.Any(c => c > 0)));
        text.Family("featurestore_online_watermark_staleness_seconds", "gauge", "Time since the newest event seen of a view, in values served or streamed.");
        foreach (var tally in tallies[TallyKind.Newest])
        {
            text.Sample("featurestore_online_watermark_staleness_seconds", Math.Max(0, now.Microseconds - tally.Counts[0]) / 1e6, ("view", tally.Subject));
        }

        Results(text, tallies[TallyKind.Result]);
        Services(text, tallies);
        Checks(text, tallies[TallyKind.Check]);
        Objectives(text, objectives);
    }

    private static void Histograms(PrometheusText text, string name, IEnumerable<Tally> tallies)
    {
        foreach (var tally in tallies)
        {
            var cumulative = 0L;
            for (var bucket = 0; bucket < AgeBuckets.Count - 1; bucket++)
            {
                cumulative += tally.Counts[bucket];
                var end = AgeBuckets.EndOf(bucket);
                if (IsShown(end))
                {
                    text.Sample($"{name}_bucket", cumulative, ("view", tally.Subject), ("le", end.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)));
                }
            }

            cumulative += tally.Counts[AgeBuckets.Count - 1];
            text.Sample($"{name}_bucket", cumulative, ("view", tally.Subject), ("le", "+Inf"));
            text.Sample($"{name}_sum", tally.Counts[AgeTally.Seconds] + (tally.Counts[AgeTally.Rest] / (double)AgeTally.PerSecond), ("view", tally.Subject));
            text.Sample($"{name}_count", cumulative, ("view", tally.Subject));
        }
    }

    /// <summary>Doublings of a second up to 24 days, then 30 days (and 8 hours).</summary>
    private static bool IsShown(TimeSpan end)
    {
        var seconds = (long)end.TotalSeconds;
        return end.Ticks % TimeSpan.TicksPerSecond == 0 && ((seconds <= 1 << 21 && long.IsPow2(seconds)) || seconds == 5 << 19);
    }

    private static void Results(PrometheusText text, IEnumerable<Tally> tallies)
    {
        text.Family("featurestore_online_feature_results_total", "counter", "Feature values asked for, by view and by how they came out.");
        foreach (var view in tallies.GroupBy(t => t.Subject.Split(':')[0]))
        {
            foreach (var result in Enum.GetValues<FeatureResult>())
            {
                text.Sample("featurestore_online_feature_results_total", view.Sum(t => t.Counts[(int)result - 1]), ("view", view.Key), ("status", result.WireName()));
            }
        }
    }

    private static void Services(PrometheusText text, ILookup<TallyKind, Tally> tallies)
    {
        text.Family("featurestore_online_requests_total", "counter", "Entities that a service was asked for.");
        foreach (var tally in tallies[TallyKind.Coverage])
        {
            text.Sample("featurestore_online_requests_total", tally.Counts[0], ("service", tally.Subject));
        }

        text.Family("featurestore_online_requests_covered_total", "counter", "Those whose every required feature was present.");
        foreach (var tally in tallies[TallyKind.Coverage])
        {
            text.Sample("featurestore_online_requests_covered_total", tally.Counts[1], ("service", tally.Subject));
        }

        text.Family("featurestore_online_canary_reads_total", "counter", "Reads of a service's canaries, by whether they found what they should.");
        foreach (var tally in tallies[TallyKind.Canary].Where(t => t.Counts[0] > 0))
        {
            text.Sample("featurestore_online_canary_reads_total", tally.Counts[0] - tally.Counts[1], ("service", tally.Subject), ("result", "good"));
            text.Sample("featurestore_online_canary_reads_total", tally.Counts[1], ("service", tally.Subject), ("result", "bad"));
        }
    }

    private static void Checks(PrometheusText text, IEnumerable<Tally> tallies)
    {
        text.Family("featurestore_quality_check_results_total", "counter", "Checks on served requests, by outcome.");
        foreach (var tally in tallies)
        {
            foreach (var outcome in Enum.GetValues<ServedOutcome>())
            {
                text.Sample("featurestore_quality_check_results_total", tally.Counts[(int)outcome - 1], ("check", tally.Subject), ("outcome", Names.ToSnakeCase(outcome.ToString())));
            }
        }
    }

    /// <summary>Of all servers over one store, as of the last full minute.</summary>
    private static void Objectives(PrometheusText text, IReadOnlyList<ObjectiveStatus> objectives)
    {
        text.Family("featurestore_online_coverage_ratio", "gauge", "Requests covered in the last hour, by service, of all servers over one store of tallies.");
        foreach (var status in objectives.Where(o => o.Objective.Kind == ObjectiveKind.Coverage && o.Burn[2].Total > 0))
        {
            text.Sample("featurestore_online_coverage_ratio", (double)(status.Burn[2].Total - status.Burn[2].Bad) / status.Burn[2].Total, ("service", status.Objective.Subject));
        }

        text.Family("featurestore_objective_burn_rate", "gauge", "How fast an objective's budget is spent in a window; at 1 it lasts exactly the objective's period.");
        foreach (var status in objectives)
        {
            foreach (var burn in status.Burn.Where(b => b.Rate is not null))
            {
                text.Sample("featurestore_objective_burn_rate", burn.Rate!.Value, ("objective", KindOf(status)), ("subject", status.Objective.Subject), ("window", WindowOf(burn.Window)));
            }
        }

        text.Family("featurestore_objective_budget_left_ratio", "gauge", "The part of an objective's budget that is left over its period; below 0 where more was spent.");
        foreach (var status in objectives.Where(o => o.BudgetLeft is not null))
        {
            text.Sample("featurestore_objective_budget_left_ratio", status.BudgetLeft!.Value, ("objective", KindOf(status)), ("subject", status.Objective.Subject));
        }
    }

    private static string KindOf(ObjectiveStatus status) => Names.ToSnakeCase(status.Objective.Kind.ToString());

    private static string WindowOf(TimeSpan window) => window < TimeSpan.FromHours(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{window.TotalMinutes}m")
        : string.Create(CultureInfo.InvariantCulture, $"{window.TotalHours}h");
}
