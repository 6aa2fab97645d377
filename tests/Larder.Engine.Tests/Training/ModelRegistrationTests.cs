using Larder.Errors;
using Larder.Models;
using Larder.Storage;
using Larder.Types;

namespace Larder.Training;

public sealed class ModelRegistrationTests
{
    private static readonly ModelOrigin Origin = new("dataset-1", "repurchase@1", "code-1");

    private readonly MemoryModelStore _store = new();
    private readonly ScriptedClock _clock = new(300);

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
        outcome.Verdict.Training.ShouldBe(trained.Report);
        Gate(outcome, Gates.BetterThanChampion).Reason.ShouldBe("there is no champion yet");
        Gate(outcome, Gates.P99Latency).Reason.ShouldBe("p99 0.3 µs against a limit of 5000.0 µs");
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
        _store.Count.ShouldBe(1);
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
        _store.Count.ShouldBe(1);
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
        _store.Count.ShouldBe(0);
        Should.Throw<GateRefusedException>(() => outcome.EnsureAccepted()).Message.ShouldEndWith(
            "Nothing was registered, there is still no champion. Change the features or bring newer data, and train again.");
    }

    [Fact]
    public async Task A_slow_model_is_refused()
    {
        var trained = new Trainer(new ScriptedClock(6_000_000)).Train(TrainingSets.Model(), TrainingSets.Customers(4_000, 1));

        var outcome = await Register(trained);

        outcome.Registered.ShouldBeNull();
        Gate(outcome, Gates.P99Latency).ShouldSatisfyAllConditions(
            g => g.Verdict.ShouldBe(GateVerdict.Rejected),
            g => g.Reason.ShouldBe("p99 6000.0 µs against a limit of 5000.0 µs"));
    }

    [Fact]
    public async Task A_champion_whose_features_are_gone_leaves_the_gate_inconclusive_and_stays()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(table));

        var outcome = await Register(Train(Only(table, [.. table.Features.Where(f => !f.StartsWith("noise:", StringComparison.Ordinal))])));

        outcome.Registered.ShouldBeNull();
        Gate(outcome, Gates.BetterThanChampion).ShouldSatisfyAllConditions(
            g => g.Verdict.ShouldBe(GateVerdict.Inconclusive),
            g => g.Reason.ShouldBe("champion v1 cannot be evaluated: the training set lacks its noise:a, noise:b, noise:c"));
    }

    [Fact]
    public async Task A_damaged_champion_leaves_the_gate_inconclusive_and_stays()
    {
        await _store.RegisterAsync(new ModelVersion("buys_again", 0, "hash", "d", "s", "c", "{}", "damage"u8.ToArray(), default));
        _store.Point("buys_again", "champion", 1);

        var outcome = await Register(Train(TrainingSets.Customers(4_000, 1)));

        outcome.Registered.ShouldBeNull();
        Gate(outcome, Gates.BetterThanChampion).Reason.ShouldBe("champion v1 cannot be evaluated: The model artifact is damaged; train the model again");
    }

    [Fact]
    public async Task A_champion_that_moves_meanwhile_is_a_conflict_and_is_not_overwritten()
    {
        var table = TrainingSets.Customers(4_000, 1);
        await Register(Train(Only(table, "spend:recency_days", "trend:ratio")));
        await _store.RegisterAsync(new ModelVersion("buys_again", 0, "other", "d", "s", "c", "{}", default, default));
        _store.BeforeAlias = () => _store.Point("buys_again", "champion", 2);

        await Should.ThrowAsync<ConflictException>(() => Register(Train(table)));

        (await _store.ResolveAsync("buys_again", "champion"))!.Version.ShouldBe(2);
    }

    private static GateResult Gate(RegistrationOutcome outcome, string name) => outcome.Verdict.Gates.Single(g => g.Gate == name);

    private static TrainingTable Only(TrainingTable table, params string[] features) =>
        new(features, [.. features.Select(f => table.Column(f).ToArray())], table.Times.ToArray(), table.Labels.ToArray());

    /// <summary>Three in ten of the labels before the test period turned round.</summary>
    private static TrainingTable Mislabelled(TrainingTable table)
    {
        var random = new Random(5);
        var times = table.Times.ToArray();
        var labels = table.Labels.ToArray().Select((label, row) => label ^ (times[row] < TrainingSets.Day(32 * 7) && random.Next(10) < 3)).ToArray();
        return new TrainingTable(table.Features, [.. table.Features.Select(f => table.Column(f).ToArray())], times, labels);
    }

    private TrainedModel Train(TrainingTable table) => new Trainer(_clock).Train(TrainingSets.Model(), table);

    private Task<RegistrationOutcome> Register(TrainedModel trained) => new ModelRegistration(_store, _clock).RegisterAsync(trained, Origin);
}
