using Larder.Pipelines.Rules;

namespace Larder.Core.Tests.Pipelines.Rules;

/// <summary>Each rule as Airflow's evaluator decides it. Upstream: s succeeded, k skipped, f failed, u upstream failed, w not ended.</summary>
public class TriggerRulesTests
{
    [Theory]
    [InlineData(TriggerRule.AllSuccess, "ss:Run sw:Wait sk:Skip sf:UpstreamFailed su:UpstreamFailed kf:UpstreamFailed kw:Skip fw:UpstreamFailed kk:Skip")]
    [InlineData(TriggerRule.AllFailed, "ff:Run fu:Run uu:Run fw:Wait fs:Skip fk:Skip sw:Skip kw:Skip")]
    [InlineData(TriggerRule.AllDone, "ss:Run sf:Run kk:Run uk:Run sw:Wait kw:Wait fw:Wait")]
    [InlineData(TriggerRule.AllSkipped, "kk:Run kw:Wait ks:Skip kf:Skip uw:Skip")]
    [InlineData(TriggerRule.OneSuccess, "sw:Run sf:Run sk:Run kk:Skip ff:UpstreamFailed kf:UpstreamFailed uu:UpstreamFailed fw:Wait kw:Wait")]
    [InlineData(TriggerRule.OneFailed, "fw:Run uw:Run fs:Run ss:Skip kk:Skip sk:Skip sw:Wait kw:Wait")]
    [InlineData(TriggerRule.OneDone, "sw:Run fw:Run kw:Wait uw:Wait kk:Skip uu:Skip ku:Skip")]
    [InlineData(TriggerRule.NoneFailed, "ss:Run sk:Run kk:Run sw:Wait kw:Wait fw:UpstreamFailed su:UpstreamFailed kf:UpstreamFailed")]
    [InlineData(TriggerRule.NoneFailedMinOneSuccess, "ss:Run sk:Run kk:Skip kw:Wait sw:Wait fw:UpstreamFailed ku:UpstreamFailed")]
    [InlineData(TriggerRule.NoneSkipped, "ss:Run sf:Run fu:Run sw:Wait fw:Wait kw:Skip sk:Skip")]
    [InlineData(TriggerRule.AllDoneMinOneSuccess, "ss:Run sf:Run su:Run ff:UpstreamFailed uu:UpstreamFailed sk:Skip kw:Skip sw:Wait fw:Wait")]
    [InlineData(TriggerRule.AllDoneSetupSuccess, "ss:Run ff:Run kk:Run sw:Wait fw:Wait")]
    [InlineData(TriggerRule.Always, "ww:Run ff:Run kk:Run ss:Run uw:Run")]
    public void A_rule_decides_as_early_as_it_is_certain(TriggerRule rule, string table) =>
        string.Join(' ', table.Split(' ').Select(r => r.Split(':')[0]).Select(up => $"{up}:{TriggerRules.Decide(rule, Counts(up))}")).ShouldBe(table);

    [Theory]
    [InlineData("s", "f", TriggerDecision.Run)]
    [InlineData("sf", "f", TriggerDecision.Run)]
    [InlineData("f", "s", TriggerDecision.UpstreamFailed)]
    [InlineData("u", "s", TriggerDecision.UpstreamFailed)]
    [InlineData("k", "s", TriggerDecision.Skip)]
    [InlineData("kf", "s", TriggerDecision.UpstreamFailed)]
    [InlineData("s", "w", TriggerDecision.Wait)]
    public void A_teardown_asks_for_a_setup_that_succeeded(string setups, string others, TriggerDecision expected) => TriggerRules.Decide(
        TriggerRule.AllDoneSetupSuccess,
        Counts(setups + others) with { Setups = setups.Length, SetupsSucceeded = setups.Count(s => s == 's'), SetupsSkipped = setups.Count(s => s == 'k') }).ShouldBe(expected);

    [Fact]
    public void What_depends_on_nothing_runs() => Enum.GetValues<TriggerRule>().ShouldAllBe(r => TriggerRules.Decide(r, default) == TriggerDecision.Run);

    [Fact]
    public void There_are_thirteen() => Enum.GetValues<TriggerRule>().Length.ShouldBe(13);

    private static UpstreamCounts Counts(string up) => new(up.Length, up.Count(u => u == 's'), up.Count(u => u == 'k'), up.Count(u => u == 'f'), up.Count(u => u == 'u'));
}
