using Larder.Errors;
using Larder.Support;

namespace Larder.Ingestion;

/// <summary>Row rules quarantine, suite rules stop the run.</summary>
public sealed class SuiteTests : LineFixture
{
    private const string Day = "2024-01-01T00:00:00";

    [Fact]
    public async Task Every_breach_of_the_suite_is_named_and_nothing_stored()
    {
        var refused = await Should.ThrowAsync<LarderException>(() => IngestAsync(string.Concat(Enumerable.Range(0, 6).Select(i => $"a,{Day},{i - 2},2,\n")), "strict"));

        refused.Kind.ShouldBe(ErrorKind.SuiteBreached);
        refused.Message.ShouldBe(
            $"The suite of source strict stopped the run on {World.Folder}/lines.csv: 6 rows, allowed at least 3 and at most 5; column note is null in 6 of 6 rows (100.00 %), allowed at most 25.00 %; "
            + "6 of 6 rows (100.00 %) break a row rule, allowed at most 10.00 %. Nothing was stored; correct the input, or the suite if the input is right.");
        NothingIsStored("strict");
    }

    [Fact]
    public async Task Validation_judges_and_stores_nothing()
    {
        var path = World.Write("lines.csv", LineRepository.Header + $"a,{Day},1,2,x\n,{Day},1,2,x\n");

        var report = await EventIngestion.ValidateAsync(World.Workspace, World.Catalog.Source("lines"), path, cancellationToken: TestContext.Current.CancellationToken);

        (report.Counts.RowsRead, report.Counts.RowsStored, report.Counts.RowsQuarantined, report.TableVersion, report.IsRepeat).ShouldBe((2, 1, 1, null, false));
        NothingIsStored();
    }

    [Fact]
    public async Task A_null_where_none_is_allowed_is_quarantined_with_all_it_breaks()
    {
        var report = await IngestAsync($"a,{Day},1,2,x\n,{Day},,2,it's; \"quoted\"\nb,{Day},1,,\n");

        report.Counts.BrokenRules.Select(r => $"{r.Rule} {r.Rows}").ShouldBe(["customer_not_null 1", "amount_not_null 1"]);
        Stored().Count.ShouldBe(2);
        Sql.Single($"SELECT _rule, _rules, _row, _file, _event_time, customer, amount, count, note FROM {World.Table("lines__quarantine")}")
            .ShouldBe("customer_not_null | customer_not_null, amount_not_null | 2 | lines.csv | 2024-01-01T00:00:00.000000 | null | null | 2 | it's; \"quoted\"");
    }

    [Fact]
    public async Task Rules_that_meet_null_do_not_hold_and_duplicates_keep_the_first()
    {
        var path = World.Write("lines.csv", LineRepository.Header + string.Concat(Enumerable.Repeat($"a,{Day},1,2,x\n", 2)) + $"a,{Day},1,2,y\na,{Day},1,3,x\n");

        var report = await EventIngestion.ValidateAsync(World.With(), World.Catalog.Source("strict") with { Suite = World.Catalog.Source("strict").Suite with { SuiteRules = [] } }, path, cancellationToken: TestContext.Current.CancellationToken);

        report.Counts.BrokenRules.Select(r => $"{r.Rule} {r.Rows}").ShouldBe(["amount_positive 0", "note_short 0", "no_duplicates 1"]);
        report.Counts.RowsStored.ShouldBe(3);
    }

    [Fact]
    public async Task A_rule_that_throws_is_named_with_its_row()
    {
        var thrown = await Should.ThrowAsync<UserCodeException>(() => IngestAsync($"a,{Day},1,4,x\na,{Day},1,0,x\n", "throwing"));

        thrown.Message.ShouldBe(
            "Rule share_small of source throwing threw DivideByZeroException on row 2: Attempted to divide by zero. "
            + "Let the rule decide such rows, for example l => l.Text != null && l.Text.Length > 3.");
        NothingIsStored("throwing");
    }
}
