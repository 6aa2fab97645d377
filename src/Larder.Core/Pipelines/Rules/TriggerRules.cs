namespace Larder.Pipelines.Rules;

/// <summary>
/// The exact meaning of each rule, as Airflow's evaluator has it: a task is skipped or given up as soon as that is certain, and a failure beats a skip where both are there already.
/// A task that depends on nothing runs. Differences: no state <c>removed</c>, because the instances of a fan-out are counted when its list is known.
/// </summary>
public static class TriggerRules
{
    /// <summary>What a rule makes of a task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public static TriggerDecision Decide(TriggerRule rule, in UpstreamCounts up) => up.Total == 0 ? TriggerDecision.Run : rule switch
    {
        TriggerRule.AllSuccess => up.Broken > 0 ? TriggerDecision.UpstreamFailed : up.Skipped > 0 ? TriggerDecision.Skip : RunIf(up.AreDone),
        TriggerRule.AllFailed => up.Succeeded + up.Skipped > 0 ? TriggerDecision.Skip : RunIf(up.AreDone),
        TriggerRule.AllDone => RunIf(up.AreDone),
        TriggerRule.AllSkipped => up.Succeeded + up.Broken > 0 ? TriggerDecision.Skip : RunIf(up.AreDone),
        TriggerRule.OneSuccess => up.Succeeded > 0 ? TriggerDecision.Run : !up.AreDone ? TriggerDecision.Wait : up.Broken > 0 ? TriggerDecision.UpstreamFailed : TriggerDecision.Skip,
        TriggerRule.OneFailed => up.Broken > 0 ? TriggerDecision.Run : SkipIf(up.AreDone),
        TriggerRule.OneDone => up.Succeeded + up.Failed > 0 ? TriggerDecision.Run : SkipIf(up.AreDone),
        TriggerRule.NoneFailed => up.Broken > 0 ? TriggerDecision.UpstreamFailed : RunIf(up.AreDone),
        TriggerRule.NoneFailedMinOneSuccess =>
            up.Broken > 0 ? TriggerDecision.UpstreamFailed : up.Skipped == up.Total ? TriggerDecision.Skip : RunIf(up.AreDone),
        TriggerRule.NoneSkipped => up.Skipped > 0 ? TriggerDecision.Skip : RunIf(up.AreDone),
        TriggerRule.AllDoneMinOneSuccess =>
            up.Skipped > 0 ? TriggerDecision.Skip : !up.AreDone ? TriggerDecision.Wait : up.Succeeded > 0 ? TriggerDecision.Run : TriggerDecision.UpstreamFailed,
        TriggerRule.AllDoneSetupSuccess => !up.AreDone ? TriggerDecision.Wait
            : up.Setups == 0 || up.SetupsSucceeded > 0 ? TriggerDecision.Run
            : up.SetupsSkipped == up.Setups ? TriggerDecision.Skip : TriggerDecision.UpstreamFailed,
        TriggerRule.Always => TriggerDecision.Run,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such trigger rule."),
    };

    /// <summary>Whether a task that runs by a rule has the results of all it depends on.</summary>
    public static bool GivesResults(this TriggerRule rule) => rule == TriggerRule.AllSuccess;

    private static TriggerDecision RunIf(bool certain) => certain ? TriggerDecision.Run : TriggerDecision.Wait;

    private static TriggerDecision SkipIf(bool certain) => certain ? TriggerDecision.Skip : TriggerDecision.Wait;
}
