using Larder.Support;
using Larder.Types;

namespace Larder.Verification;

/// <summary>Differences made on purpose, one of each cause, in logs that are replayed and in stores that are sampled.</summary>
[Collection(ConsoleRun.Alone)]
public sealed class CausesTests : IDisposable
{
    private const string Two = "r1,2024-03-08T12:00:00,10,1\nr1,2024-03-09T12:00:00,20,2\n";
    private const string Tied = "r1,2024-03-08T12:00:00,10,1\nr1,2024-03-08T12:00:00,20,2\n";

    private static readonly Riding Repository = new();

    private readonly RidingState _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task What_was_served_and_has_not_changed_is_equal()
    {
        await _state.PrepareAsync(Two);
        await _state.ServeAsync(Repository, "2024-03-10T08:00:00Z", "r1", "nobody");
        await _state.IngestAsync("new.csv", "r1,2024-03-11T00:00:00,5,3\n");

        (await _state.Folder.TextAsync(Repository, "verify", "--log")).ShouldBe(
            "verify the log …\nverify the log: computing served vectors again\n"
            + "  2 served vectors of 4 features and 2 entities compared, 2 equal, 0 different; 4 of the values were PRESENT\n"
            + "  the log holds 2 vectors in 1 file; those compared were served from 2024-03-10T08:00:00Z to 2024-03-10T08:00:00Z\n");
    }

    [Fact]
    public async Task A_row_ingested_after_serving_is_a_late_arrival()
    {
        await _state.PrepareAsync(Two);
        await _state.ServeAsync(Repository, "2024-03-10T08:00:00Z", "r1");
        await _state.IngestAsync("late.csv", "r1,2024-03-09T18:00:00,5,3\n");

        var (parity, message) = await _state.DifferAsync(Repository, "--log");

        RidingState.CausesOf(parity).ShouldBe(["sums:fare_recent late_arrival 1", "sums:last_zones late_arrival 1", "last:zone late_arrival 1", "ratio:to_recent late_arrival 1"]);
        message.ShouldBe(
            "1 of 1 served vectors differ from history as known at the time asked for, by late arrival 4 values; the first: sums:fare_recent of r1 at 2024-03-10T08:00:00Z with fare 5: "
            + "online 30 (PRESENT, event of 2024-03-09T12:00:00Z), offline 35 (PRESENT, event of 2024-03-09T18:00:00Z); late arrival: "
            + "rides@1 as of 2024-03-09T12:00:00Z, which sums was made from, lacked 1 event: 2024-03-09T18:00:00Z known at 2024-03-09T18:00:00Z, sequence 2. "
            + "All of them are late arrivals: what was served is right by what the store had. Materialize more often, or declare the source's delay or known-at column, so that training sets see what serving can.");
    }

    [Fact]
    public async Task A_store_behind_history_serves_late_arrivals()
    {
        await _state.PrepareAsync(Two);
        await _state.IngestAsync("more.csv", "r1,2024-03-09T18:00:00,5,3\n");
        await _state.ServeAsync(Repository, "2024-03-10T08:00:00Z", "r1");
        await _state.Folder.TextAsync(Repository, "materialize");

        RidingState.CausesOf((await _state.DifferAsync(Repository, "--log")).Parity).ShouldAllBe(c => c.EndsWith(" late_arrival 1"));
    }

    [Fact]
    public async Task Ties_taken_in_the_other_order_are_ties()
    {
        await _state.PrepareAsync(Tied);
        await _state.ServeAsync(Repository, "2024-03-10T08:00:00Z", "r1");
        _state.Edit(line =>
        {
            RidingState.Feature(line, "sums:last_zones")["value"] = ExactText.Of(FeatureValue.From(new long[] { 2, 1 }));
            RidingState.Feature(line, "last:zone")["value"] = ExactText.Of(FeatureValue.From(1));
        });

        var (parity, _) = await _state.DifferAsync(Repository, "--log");

        RidingState.CausesOf(parity).ShouldBe(["sums:last_zones tie 1", "last:zone tie 1"]);
        parity["examples"]!.AsArray().Select(e => (string)e!["evidence"]!).ShouldBe(
        [
            "the events of 2024-03-08T12:00:00Z with sequences 0, 1 in the other order",
            "the row of 2024-03-08T12:00:00Z with sequence 0 in place of 1, which comes after it",
        ]);
    }

    [Fact]
    public async Task A_tampered_store_that_broke_a_tie_otherwise_is_a_tie()
    {
        await _state.PrepareAsync(Tied);
        await _state.TamperAsync("r1", zone: 1);

        var (parity, message) = await _state.DifferAsync(Repository, "--pairs", "30");

        RidingState.CausesOf(parity).Single().ShouldStartWith("last:zone tie ");
        message.ShouldMatch(
            "^[0-9]+ of 30 online vectors of riding differ from the history they were materialized from, the first: last:zone of r1 at .*: online 1 \\(PRESENT, event of 2024-03-08T12:00:00Z\\), "
            + "offline 2 \\(PRESENT, event of 2024-03-08T12:00:00Z\\); tie: the row of 2024-03-08T12:00:00Z with sequence 0 in place of 1, which comes after it\\. "
            + "Delete online.db from the state folder, run 'larder materialize' and verify again; if they still differ, report it\\.$");
    }

    [Fact]
    public async Task Another_version_of_the_view_is_named()
    {
        await _state.PrepareAsync(Two);
        await _state.ServeAsync(Repository, "2024-03-16T00:00:00Z", "r1");
        var changed = new Riding { Days = 1 };
        await _state.Folder.TextAsync(changed, "apply");

        var (parity, _) = await _state.DifferAsync(changed, "--log");

        RidingState.CausesOf(parity).ShouldBe(["sums:fare_recent definition_version 1", "ratio:to_recent definition_version 1"]);
        ((string)parity["examples"]![0]!["evidence"]!).ShouldBe("served by sums@1, today's definition is sums@2");
    }

    [Fact]
    public async Task Other_code_is_named_where_nothing_else_explains()
    {
        await _state.PrepareAsync(Two);
        await _state.ServeAsync(Repository, "2024-03-10T08:00:00Z", "r1");
        _state.Edit(line =>
        {
            line["code_version"] = "earlier";
            RidingState.Feature(line, "sums:fare_recent")["value"] = ExactText.Of(FeatureValue.From(31.0));
        });

        var (parity, _) = await _state.DifferAsync(Repository, "--log");

        RidingState.CausesOf(parity).ShouldBe(["sums:fare_recent definition_version 1"]);
        ((string)parity["examples"]![0]!["evidence"]!).ShouldStartWith("served by code earlier, this is ");
    }

    [Fact]
    public async Task A_row_that_counted_as_too_old_or_not_is_expiry()
    {
        await _state.PrepareAsync(Two);
        await _state.ServeAsync(Repository, "2024-03-10T08:00:00Z", "r1");
        await _state.ServeAsync(Repository, "2024-03-20T08:00:00Z", "r1");
        _state.Edit(line =>
        {
            var zone = RidingState.Feature(line, "last:zone");
            var isOld = (string)zone["status"]! == "OUTSIDE_MAX_AGE";
            (zone["value"], zone["status"]) = isOld ? ("int32 2", "PRESENT") : (null, "OUTSIDE_MAX_AGE");
        });

        var (parity, message) = await _state.DifferAsync(Repository, "--log");

        RidingState.CausesOf(parity).ShouldBe(["last:zone expiry 2"]);
        parity["examples"]!.AsArray().Select(e => (string)e!["evidence"]!).ShouldBe(
        [
            "the row of 2024-03-09T12:00:00Z is 20:00:00 old, the ttl is 10.00:00:00: it counts, and was served as too old",
            "the row of 2024-03-09T12:00:00Z is 10.20:00:00 old, the ttl is 10.00:00:00: too old, and served as if it counted",
        ]);
        message.ShouldEndWith(" None of them is genuine: see the evidence of each cause.");
    }

    [Fact]
    public async Task Events_left_out_before_the_horizon_are_expiry()
    {
        await _state.PrepareAsync(Two);
        await _state.ServeAsync(Repository, "2024-03-10T08:00:00Z", "r1");
        _state.Edit(line =>
        {
            line["views"]![0]!["made_from"]![0]!["horizon_start"] = RidingState.Time("2024-03-09T00:00:00Z").Microseconds;
            RidingState.Feature(line, "sums:fare_recent")["value"] = ExactText.Of(FeatureValue.From(20.0));
            RidingState.Feature(line, "ratio:to_recent")["value"] = ExactText.Of(FeatureValue.From(0.25));
        });

        var (parity, _) = await _state.DifferAsync(Repository, "--log");

        RidingState.CausesOf(parity).ShouldBe(["sums:fare_recent expiry 1", "ratio:to_recent expiry 1"]);
        ((string)parity["examples"]![0]!["evidence"]!).ShouldBe("1 event before the store's horizon 2024-03-09T00:00:00Z left out, the newest of 2024-03-08T12:00:00Z");
    }

    [Fact]
    public async Task A_tampered_value_is_genuine()
    {
        await _state.PrepareAsync(Two);
        await _state.ServeAsync(Repository, "2024-03-10T08:00:00Z", "r1");
        _state.Edit(line => RidingState.Feature(line, "sums:fare_recent")["value"] = ExactText.Of(FeatureValue.From(Math.BitIncrement(30.0))));
        await _state.TamperAsync("r1", zone: 77);

        var (log, message) = await _state.DifferAsync(Repository, "--log");
        RidingState.CausesOf(log).ShouldBe(["sums:fare_recent genuine 1"]);
        message.ShouldBe(
            "1 of 1 served vectors differ from history as known at the time asked for, by genuine 1 value; the first: sums:fare_recent of r1 at 2024-03-10T08:00:00Z with fare 5: "
            + "online 30.000000000000004 (PRESENT, event of 2024-03-09T12:00:00Z), offline 30 (PRESENT, event of 2024-03-09T12:00:00Z); "
            + "genuine: neither earlier versions of history, other orders of ties, another age nor other definitions give the online value. "
            + "Genuine differences are errors: run 'larder explain' on them, and report them if the store was not changed by hand.");
        RidingState.CausesOf((await _state.DifferAsync(Repository, "--pairs", "30")).Parity).Single().ShouldStartWith("last:zone genuine ");
    }

    [Fact]
    public async Task A_program_checks_as_the_command_does()
    {
        await _state.PrepareAsync(Two);
        var equal = await ParityProgram.CheckAsync(Repository.Build(), _state.Folder.StatePath);
        (equal.Compared, equal.Equal, equal.Different, equal.Causes.Count).ShouldBe((300, 300, 0, 0));

        await _state.TamperAsync("r1", zone: 77);
        var differing = await ParityProgram.CheckAsync(Repository.Build(), _state.Folder.StatePath);
        differing.Causes.Keys.ShouldBe([Cli.Verification.DifferenceCause.Genuine]);
        differing.Features.Single(f => f.Different > 0).Feature.ShouldBe("last:zone");
    }

    [Fact]
    public async Task Within_a_tolerance_that_is_asked_for_values_are_equal_and_counted()
    {
        await _state.PrepareAsync(Two);
        await _state.ServeAsync(Repository, "2024-03-10T08:00:00Z", "r1");
        _state.Edit(line => RidingState.Feature(line, "sums:fare_recent")["value"] = ExactText.Of(FeatureValue.From(Math.BitIncrement(30.0))));

        (await _state.Folder.TextAsync(Repository, "verify", "--log", "--tolerance", "1e-12")).ShouldContain(", 1 equal, 0 different; 4 of the values were PRESENT, 1 value equal within the tolerance only\n");
        (await _state.Folder.FailAsync(Repository, 4, "verify", "--log", "--tolerance", "1e-17")).ShouldContain("genuine 1 value");
    }
}
