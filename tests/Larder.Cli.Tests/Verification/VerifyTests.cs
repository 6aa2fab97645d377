using System.Globalization;
using System.Text.RegularExpressions;
using Larder.Support;

namespace Larder.Verification;

/// <summary>What <c>verify</c> says of stores that are up to date, behind, or have nothing to say.</summary>
[Collection(ConsoleRun.Alone)]
public sealed partial class VerifyTests : IDisposable
{
    private static readonly DateTime Start = new(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Rides Repository = new();

    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_that_is_behind_is_no_difference_but_told()
    {
        await PrepareAsync(Rides.Generate(1, 300, Start, TimeSpan.FromDays(20)));
        (await _folder.TextAsync(Repository, "verify", "--pairs", "90")).ShouldMatch("  the online store holds rides@1 as of 2024-03-[0-9T:.]+Z, the newest version\n");
        await IngestAsync("late.csv", Rides.Generate(2, 300, Start, TimeSpan.FromDays(20)));

        (await _folder.TextAsync(Repository, "verify", "--pairs", "90")).ShouldMatch(
            "\n  90 vectors of 7 features compared, 90 equal, 0 different; [0-9,]+ of the values were PRESENT\n"
            + "  the online store holds rides@1 as of 2024-03-[0-9T:.]+Z, 1 version behind rides@2: run 'larder materialize' to serve it\n$");
        await IngestAsync("later.csv", Rides.Generate(3, 300, Start, TimeSpan.FromDays(60)));
        await _folder.TextAsync(Repository, "materialize", "last");
        var parity = (await _folder.JsonAsync(Repository, "verify", "--pairs", "300"))["parity"]!;
        ((long)parity["different"]!, (long)parity["compared"]!, (long)parity["versions_behind"]!).ShouldBe((0, 300, 2));
        parity["store"]!.AsArray().Select(v => $"{v!["view"]} {v["table"]} of {v["newest_table"]}, {v["versions_behind"]} behind")
            .ShouldBe(["sums rides@1 of rides@3, 2 behind", "last rides@3 of rides@3, 0 behind"]);
        await _folder.TextAsync(Repository, "materialize");
        (await _folder.JsonAsync(Repository, "verify", "--pairs", "90"))["parity"]!["versions_behind"]!.GetValue<long>().ShouldBe(0);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(3)]
    [InlineData(3_652)]
    public async Task History_of_any_length_is_replayed_where_events_are(double days)
    {
        var span = TimeSpan.FromDays(days);
        await PrepareAsync(Rides.Generate(4, 250, Start, span));

        var said = await _folder.TextAsync(Repository, "verify", "--pairs", "150");

        said.ShouldContain("  150 vectors of 7 features compared, 150 equal, 0 different; ");
        var replayed = Replaying().Matches(said).Select(m => DateTime.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)).ToArray();
        replayed.Length.ShouldBe(2);
        ((replayed[0] - Start) / span).ShouldBe(1 / 3.0, 0.06);
        ((replayed[1] - Start) / span).ShouldBe(2 / 3.0, 0.06);
        var present = int.Parse(Present().Match(said).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        present.ShouldBeGreaterThan(150 * 7 / 2);
    }

    [Fact]
    public async Task The_same_seed_says_the_same()
    {
        await PrepareAsync(Rides.Generate(5, 200, Start, TimeSpan.FromDays(9)));

        var first = await _folder.TextAsync(Repository, "verify", "--pairs", "60", "--seed", "7");

        (await _folder.TextAsync(Repository, "verify", "--pairs", "60", "--seed", "7")).ShouldBe(first);
        (await _folder.TextAsync(Repository, "verify", "--pairs", "60", "--seed", "8")).ShouldNotBe(first);
    }

    [Fact]
    public async Task Request_data_a_function_refuses_are_refused_on_both_sides()
    {
        var pricing = new Rides { LowFare = 500 };
        await PrepareAsync(Rides.Generate(6, 200, Start, TimeSpan.FromDays(9)), pricing);
        (await _folder.TextAsync(pricing, "verify", "--pairs", "90")).ShouldContain("  90 vectors of 7 features compared, 90 equal, 0 different; ");

        var refusing = new Rides { LowFare = 1_000 };
        await _folder.TextAsync(refusing, "apply");
        (await _folder.FailAsync(refusing, 4, "verify", "--pairs", "90")).ShouldBe(
            "None of the values of pricing compared was PRESENT, so the check proved nothing; ingest and materialize newer data, or compare more with --pairs.");
    }

    [Fact]
    public async Task On_demand_features_are_compared_on_request_data_that_are_not_empty()
    {
        var picky = new Rides { LowFare = 0 };
        await PrepareAsync(Rides.Generate(7, 200, Start, TimeSpan.FromDays(9)), picky);

        // An empty request has the fare 0, which the function refuses: nothing would be PRESENT.
        (await _folder.JsonAsync(picky, "verify", "--pairs", "90"))["parity"]!["present_values"]!.GetValue<long>().ShouldBeGreaterThan(90 * 5);
    }

    [Fact]
    public async Task Nothing_ingested_or_materialized_is_one_line_with_the_next_step()
    {
        await _folder.TextAsync(Repository, "apply");
        (await _folder.FailAsync(Repository, 1, "verify")).ShouldBe("Source rides has no events yet; run 'larder ingest rides' first.");
        await IngestAsync("rides.csv", Rides.Generate(6, 10, Start, TimeSpan.FromDays(9)));
        (await _folder.FailAsync(Repository, 1, "verify")).ShouldBe("The view sums is not materialized; run 'larder materialize'.");
    }

    [Fact]
    public async Task Everything_in_quarantine_is_one_line_with_the_next_step()
    {
        await _folder.TextAsync(Repository, "apply");
        await IngestAsync("rides.csv", Rides.Header + "r1,2024-03-01,-1,3\nr2,2024-03-02,0,3\n");

        (await _folder.FailAsync(Repository, 1, "verify")).ShouldBe("Source rides has no events yet; run 'larder ingest rides' first.");
    }

    [Fact]
    public async Task Events_without_keys_are_one_line_with_the_next_step()
    {
        await PrepareAsync(Rides.Header + ",2024-03-01,7,3\n,2024-03-02,8,3\n");

        (await _folder.FailAsync(Repository, 1, "verify")).ShouldBe(
            $"Service pricing has no entity to compare: no event of rides@1 in {_folder.StatePath}/offline as of 2024-03-02T00:00:00Z has a key that sums, last would take. "
            + "Ingest events with keys ('larder ingest rides'; rows that broke a rule lie in rides__quarantine), then run 'larder materialize' and verify again.");
    }

    private async Task PrepareAsync(string rides, Rides? repository = null)
    {
        await IngestAsync("rides.csv", rides);
        await _folder.TextAsync(repository ?? Repository, "apply");
        await _folder.TextAsync(repository ?? Repository, "materialize");
    }

    private Task<string> IngestAsync(string name, string rides) => _folder.TextAsync(Repository, "ingest", "--input", _folder.Write(name, rides));

    [GeneratedRegex("^verify pricing: replaying (.*)$", RegexOptions.Multiline)]
    private static partial Regex Replaying();

    [GeneratedRegex("; ([0-9,]+) of the values were PRESENT$", RegexOptions.Multiline)]
    private static partial Regex Present();
}
