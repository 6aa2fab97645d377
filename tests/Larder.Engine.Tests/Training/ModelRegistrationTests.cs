using Larder.Errors;
using Larder.Models;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Training;

public sealed class ModelRegistrationTests
{
    private static readonly ModelOrigin Origin = new("dataset-1", "repurchase@1", "code-1");

    private static readonly PredictionLatency Latency = new(31.5, 85.5, 10_000);

    /// <summary>What 40 weeks fitted and 26 weeks held out have in common.</summary>
    private const string Learnt = "it was fitted on rows up to 1970-07-09T00:00:00Z, and the rows held out here begin at 1970-05-07T00:00:00Z";

    private readonly RacedModelStore _store = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task The_first_model_that_passes_becomes_champion()
    {
        var trained = Train(TrainingSets.Customers(4_000, 1));

        var outcome = await Register(trained);

        var version = outcome.EnsureAccepted();
        outcome.PreviousChampion.ShouldBeNull();
        version.ShouldBe((await _store.ResolveAsync("buys_again", "champion"))!);
        (version.Name, version.Version, version.DatasetVersion, version.Service, version.CodeVersion).ShouldBe(("buys_again", 1, "dataset-1", "repurchase@1", "code-1"));
        version.CreatedAt.ShouldBe(Instant.From(_clock.GetUtcNow()));
        version.Artifact.ToArray().ShouldBe(trained.Model.Write());
        version.ContentHash.ShouldBe(ModelIdentity.ContentHash(trained.Model.Write(), "dataset-1", "code-1"));
        version.MetricsJson.ShouldBe(outcome.Verdict.Write());
        outcome.Verdict.Training.ShouldBe(trained.Report with { P50LatencyMicroseconds = 31.5, P99LatencyMicroseconds = 85.5, TimedPredictions = 10_000 });
        Gate(outcome, Gates.BetterThanChampion).Reason.ShouldBe("there is no champion yet");
        Gate(outcome, Gates.P99Latency).Reason.ShouldBe("p99 85.5 µs against a limit of 50000.0 µs, p50 31.5 µs, 10,000 predictions timed");
        outcome.Verdict.Gates.Select(g => g.Gate).ShouldBe(["better_than_baseline", "better_than_champion", "p99_latency"]);
    }

    [Fact]
    public async Task The_same_training_again_is_the_champion_and_no_new_version()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(table));

        var again = await Register(Train(table));

        again.EnsureAccepted().Version.ShouldBe(1);
        again.PreviousChampion!.Version.ShouldBe(1);
        Gate(again, Gates.BetterThanChampion).Reason.ShouldBe("identical to champion v1");
        (await _store.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_better_model_takes_over()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(Only(table, "spend:recency_days", "trend:ratio")));

        var outcome = await Register(Train(table));

        outcome.EnsureAccepted().Version.ShouldBe(2);
        outcome.PreviousChampion!.Version.ShouldBe(1);
        (await _store.ResolveAsync("buys_again", "champion"))!.Version.ShouldBe(2);
        var gate = Gate(outcome, Gates.BetterThanChampion);
        gate.Measurements.ShouldAllBe(m => m.Metric == "auc" ? m.Measured > m.Reference : m.Measured < m.Reference);
    }

    [Fact]
    public async Task A_worse_model_is_refused_and_the_champion_stays()
    {
        var table = TrainingSets.Customers(4_000, 1);
        var champion = (await Register(Train(table))).EnsureAccepted();

        var outcome = await Register(Train(Mislabelled(table)));

        outcome.Registered.ShouldBeNull();
        outcome.PreviousChampion.ShouldBe(champion);
        (await _store.CountAsync()).ShouldBe(1);
        (await _store.ResolveAsync("buys_again", "champion")).ShouldBe(champion);
        var refused = Should.Throw<GateRefusedException>(() => outcome.EnsureAccepted());
        refused.Kind.ShouldBe(ErrorKind.GateRefused);
        refused.Message.ShouldBe(
            $"Model buys_again: better_than_champion rejected ({Gate(outcome, Gates.BetterThanChampion).Reason}). "
            + "Nothing was registered, champion v1 stays. Change the features or bring newer data, and train again.");
    }

    [Fact]
    public async Task The_champion_is_measured_anew_on_the_candidates_rows()
    {
        await Register(Train(TrainingSets.Customers(4_000, 1)));
        var champion = (await _store.ResolveAsync("buys_again", "champion"))!;

        var trained = Train(TrainingSets.Customers(4_000, 2));
        var outcome = await Register(trained);

        var reference = Gate(outcome, Gates.BetterThanChampion).Measurements.Single(m => m.Metric == "auc").Reference;
        reference.ShouldBe(Trainer.Evaluate(LogisticModel.Read(champion.Artifact.Span), trained.Table, trained.Split.Test).Auc);
        reference.ShouldNotBe(ModelVerdict.Read(champion.MetricsJson).Training.Metrics.Auc);
    }

    [Fact]
    public async Task Labels_that_nothing_predicts_do_not_beat_the_baseline()
    {
        var table = TrainingSets.Customers(4_000, 1);
        var random = new Random(99);
        var labels = table.Labels.ToArray().Select(_ => random.Next(2) == 0).ToArray();
        var noise = new TrainingTable(table.Features, [.. table.Features.Select(f => table.Column(f).ToArray())], table.Times.ToArray(), labels);

        var outcome = await Register(Train(noise));

        outcome.Registered.ShouldBeNull();
        Gate(outcome, Gates.BetterThanBaseline).Verdict.ShouldBe(GateVerdict.Rejected);
        (await _store.CountAsync()).ShouldBe(0);
        Should.Throw<GateRefusedException>(() => outcome.EnsureAccepted()).Message.ShouldEndWith(
            "Nothing was registered, there is still no champion. Change the features or bring newer data, and train again.");
    }

    [Fact]
    public async Task A_slow_model_is_refused()
    {
        var outcome = await Register(Train(TrainingSets.Customers(4_000, 1)), latency: Latency with { P99Microseconds = 60_000 });

        outcome.Registered.ShouldBeNull();
        Gate(outcome, Gates.P99Latency).ShouldSatisfyAllConditions(
            g => g.Verdict.ShouldBe(GateVerdict.Rejected),
            g => g.Reason.ShouldBe("p99 60000.0 µs against a limit of 50000.0 µs, p50 31.5 µs, 10,000 predictions timed"));
    }

    [Fact]
    public async Task A_champion_whose_features_are_gone_leaves_the_gate_inconclusive_and_stays()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(table));

        var outcome = await Register(Train(Without(table, "noise:")));

        outcome.Registered.ShouldBeNull();
        Gate(outcome, Gates.BetterThanChampion).ShouldSatisfyAllConditions(
            g => g.Verdict.ShouldBe(GateVerdict.Inconclusive),
            g => g.Reason.ShouldBe(
                "champion v1 cannot be evaluated: the training set lacks its noise:a, noise:b, noise:c; to replace it without comparison, train with --replace-champion"));
        outcome.Verdict.Replacement.ShouldBeNull();
        Should.Throw<GateRefusedException>(() => outcome.EnsureAccepted()).Message.ShouldBe(
            "Model buys_again: better_than_champion inconclusive (champion v1 cannot be evaluated: the training set lacks its noise:a, noise:b, noise:c; "
            + "to replace it without comparison, train with --replace-champion). Nothing was registered, champion v1 stays.");
        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_champion_whose_features_are_gone_is_replaced_on_request_and_the_version_says_so()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(table));
        _clock.Advance(TimeSpan.FromDays(3));

        var outcome = await Register(Train(Without(table, "noise:")), replacedBy: "jane");

        var version = outcome.EnsureAccepted();
        version.Version.ShouldBe(2);
        (await ChampionAsync()).ShouldBe(2);
        Gate(outcome, Gates.BetterThanChampion).ShouldSatisfyAllConditions(
            g => g.Verdict.ShouldBe(GateVerdict.Inconclusive),
            g => g.Reason.ShouldBe("champion v1 cannot be evaluated: the training set lacks its noise:a, noise:b, noise:c; replaced without comparison, as jane asked"));
        ModelVerdict.Read(version.MetricsJson).Replacement.ShouldBe(
            new ChampionReplacement(1, "jane", Instant.From(_clock.GetUtcNow()), "the training set lacks its noise:a, noise:b, noise:c"));
    }

    [Fact]
    public async Task A_request_to_replace_changes_nothing_where_the_champion_can_be_compared()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(table));

        var outcome = await Register(Train(Mislabelled(table)), replacedBy: "jane");

        outcome.Registered.ShouldBeNull();
        Gate(outcome, Gates.BetterThanChampion).Verdict.ShouldBe(GateVerdict.Rejected);
        outcome.Verdict.Replacement.ShouldBeNull();
        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_request_to_replace_does_not_spare_the_other_gates()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(table));

        var outcome = await Register(Train(Without(table, "noise:")), latency: Latency with { P99Microseconds = 60_000 }, replacedBy: "jane");

        outcome.Registered.ShouldBeNull();
        Should.Throw<GateRefusedException>(() => outcome.EnsureAccepted()).Message.ShouldEndWith(
            "champion v1 stays. Change the features or bring newer data, and train again.");
        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_version_registered_before_cannot_replace_without_a_record_of_it()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(table));
        await Register(Train(Without(table, "noise:")), replacedBy: "jane");
        await _store.PointAsync("buys_again", "champion", 1);
        _clock.Advance(TimeSpan.FromDays(1));

        (await Should.ThrowAsync<ConflictException>(() => Register(Train(Without(table, "noise:")), replacedBy: "joe"))).Message.ShouldBe(
            "Model buys_again: this very model is registered already, as v2; make it champion with 'larder models alias champion --version 2'.");

        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_champion_fitted_on_the_rows_held_out_leaves_the_gate_inconclusive_and_stays()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(table));

        var outcome = await Register(Train(Until(table, 26)));

        outcome.Registered.ShouldBeNull();
        outcome.Verdict.Replacement.ShouldBeNull();
        Gate(outcome, Gates.BetterThanChampion).ShouldSatisfyAllConditions(
            g => g.Verdict.ShouldBe(GateVerdict.Inconclusive),
            g => g.Measurements.ShouldBeEmpty());
        Should.Throw<GateRefusedException>(() => outcome.EnsureAccepted()).Message.ShouldBe(
            $"Model buys_again: better_than_champion inconclusive (champion v1 cannot be evaluated: {Learnt}; train as of a later time, "
            + "or to replace it without comparison, train with --replace-champion). Nothing was registered, champion v1 stays.");
        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_champion_fitted_on_the_rows_held_out_is_replaced_on_request_and_the_version_says_so()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(table));

        var outcome = await Register(Train(Until(table, 26)), replacedBy: "jane");

        Gate(outcome, Gates.BetterThanChampion).Reason.ShouldBe($"champion v1 cannot be evaluated: {Learnt}; replaced without comparison, as jane asked");
        ModelVerdict.Read(outcome.EnsureAccepted().MetricsJson).Replacement.ShouldBe(new ChampionReplacement(1, "jane", Instant.From(_clock.GetUtcNow()), Learnt));
        (await ChampionAsync()).ShouldBe(2);

        // Later rows, none of which the champion was fitted on, are compared again.
        Gate(await Register(Train(table)), Gates.BetterThanChampion).Measurements.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(0, GateVerdict.Inconclusive)]
    [InlineData(-1, GateVerdict.Passed)]
    public async Task A_champion_fitted_up_to_the_first_row_held_out_has_seen_it(long microseconds, GateVerdict expected)
    {
        var table = TrainingSets.Customers(4_000, 1);
        var (weaker, trained) = (Train(Only(table, "spend:recency_days", "trend:ratio")), Train(table));
        var to = new Instant(trained.Report.TestFrom.Microseconds + microseconds);
        await Register(weaker with { Report = weaker.Report with { TrainTo = to } });

        Gate(await Register(trained), Gates.BetterThanChampion).Verdict.ShouldBe(expected);
    }

    [Fact]
    public async Task The_champions_equal_passes_whatever_the_champion_has_learnt_and_replaces_nothing()
    {
        var trained = Train(TrainingSets.Customers(4_000, 1));
        await Register(trained with { Report = trained.Report with { TrainTo = trained.Report.TestTo } });

        var outcome = await Register(trained, replacedBy: "jane");

        Gate(outcome, Gates.BetterThanChampion).Reason.ShouldBe("identical to champion v1");
        outcome.Verdict.Replacement.ShouldBeNull();
        outcome.EnsureAccepted().Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"training\":{}}")]
    [InlineData("damaged")]
    public async Task A_champion_whose_record_does_not_say_up_to_when_it_was_fitted_is_compared(string record)
    {
        var table = TrainingSets.Customers(4_000, 1);
        await _store.RegisterAsync(new ModelVersion("buys_again", 0, "hash", "d", "s", "c", record, Train(table).Model.Write(), default));
        await _store.PointAsync("buys_again", "champion", 1);

        Gate(await Register(Train(Until(table, 26))), Gates.BetterThanChampion).Measurements.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_damaged_champion_leaves_the_gate_inconclusive_and_stays()
    {
        await _store.RegisterAsync(new ModelVersion("buys_again", 0, "hash", "d", "s", "c", "{}", "damage"u8.ToArray(), default));
        await _store.PointAsync("buys_again", "champion", 1);

        var outcome = await Register(Train(TrainingSets.Customers(4_000, 1)));

        outcome.Registered.ShouldBeNull();
        Gate(outcome, Gates.BetterThanChampion).Reason.ShouldBe(
            "champion v1 cannot be evaluated: The model artifact is damaged; train the model again; to replace it without comparison, train with --replace-champion");
    }

    [Fact]
    public async Task A_champion_that_moves_meanwhile_is_a_conflict_and_is_not_overwritten()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(Only(table, "spend:recency_days", "trend:ratio")));
        await _store.RegisterAsync(new ModelVersion("buys_again", 0, "other", "d", "s", "c", "{}", default, default));
        _store.BeforeAlias = () => _store.PointAsync("buys_again", "champion", 2);

        (await Should.ThrowAsync<ConflictException>(() => Register(Train(table)))).Message.ShouldBe(
            "Alias 'champion' of model 'buys_again' points at version 2, not at version 1: it was moved meanwhile. Read it again and repeat.");

        (await ChampionAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_champion_that_is_cleared_meanwhile_is_a_conflict_and_stays_cleared()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(Only(table, "spend:recency_days", "trend:ratio")));
        _store.BeforeAlias = () => _store.PointAsync("buys_again", "champion", null);

        (await Should.ThrowAsync<ConflictException>(() => Register(Train(table)))).Message.ShouldBe(
            "Alias 'champion' of model 'buys_again' points at no version, not at version 1: it was moved meanwhile. Read it again and repeat.");

        (await ChampionAsync()).ShouldBeNull();
        (await _store.CountAsync()).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_trainings_that_register_the_same_version_at_once_both_end_well(bool hasChampion)
    {
        var table = TrainingSets.Customers(4_000, 1);
        if (hasChampion)
        {
            await Register(Train(Only(table, "spend:recency_days", "trend:ratio")));
        }

        RegistrationOutcome? quicker = null;
        _store.BeforeAlias = async () => quicker = await Register(Train(table));
        var slower = await Register(Train(table));

        quicker.ShouldNotBeNull().EnsureAccepted().ShouldBe(slower.EnsureAccepted());
        (await ChampionAsync()).ShouldBe(hasChampion ? 2 : 1);
        (await _store.CountAsync()).ShouldBe(hasChampion ? 2 : 1);
    }

    private static GateResult Gate(RegistrationOutcome outcome, string name) => outcome.Verdict.Gates.Single(g => g.Gate == name);

    private static TrainingTable Only(TrainingTable table, params string[] features) =>
        new(features, [.. features.Select(f => table.Column(f).ToArray())], table.Times.ToArray(), table.Labels.ToArray());

    private static TrainingTable Until(TrainingTable table, int weeks)
    {
        var times = table.Times.ToArray();
        int[] rows = [.. Enumerable.Range(0, table.Rows).Where(row => times[row] < TrainingSets.Day(weeks * 7))];
        double[] Kept(string feature)
        {
            var column = table.Column(feature).ToArray();
            return [.. rows.Select(r => column[r])];
        }

        var labels = table.Labels.ToArray();
        return new TrainingTable(table.Features, [.. table.Features.Select(Kept)], [.. rows.Select(r => times[r])], [.. rows.Select(r => labels[r])]);
    }

    /// <summary>Three in ten of the labels before the test period turned round.</summary>
    private static TrainingTable Mislabelled(TrainingTable table)
    {
        var random = new Random(5);
        var times = table.Times.ToArray();
        var labels = table.Labels.ToArray().Select((label, row) => label ^ (times[row] < TrainingSets.Day(32 * 7) && random.Next(10) < 3)).ToArray();
        return new TrainingTable(table.Features, [.. table.Features.Select(f => table.Column(f).ToArray())], times, labels);
    }

    private static TrainingTable Without(TrainingTable table, string prefix) =>
        Only(table, [.. table.Features.Where(f => !f.StartsWith(prefix, StringComparison.Ordinal))]);

    private static TrainedModel Train(TrainingTable table) => Trainer.Train(TrainingSets.Model(), table);

    private Task<RegistrationOutcome> Register(TrainedModel trained, PredictionLatency? latency = null, string? replacedBy = null) =>
        new ModelRegistration(_store, _clock).RegisterAsync(trained, latency ?? Latency, Origin, replacedBy);

    private async Task<int?> ChampionAsync() => (await _store.ResolveAsync("buys_again", "champion"))?.Version;
}
