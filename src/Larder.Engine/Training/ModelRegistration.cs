using Larder.Errors;
using Larder.Models;
using Larder.Storage;
using Larder.Types;

namespace Larder.Training;

/// <summary>Asks the gates about a trained model; when all pass, registers it and makes it champion.</summary>
/// <param name="store">The model registry.</param>
/// <param name="clock">Gives the time of registration.</param>
public sealed class ModelRegistration(IModelStore store, TimeProvider clock)
{
    /// <summary>
    /// Judges a trained model against its baseline, the champion and the latency limit. A refused model is not registered at all and the
    /// champion stays; see <see cref="RegistrationOutcome.EnsureAccepted"/>.
    /// </summary>
    /// <param name="trained">The model.</param>
    /// <param name="latency">How long its predictions take in serving.</param>
    /// <param name="origin">What it was trained on and by.</param>
    /// <param name="replacedBy">Who asks to replace a champion that cannot be compared, for the record; null to keep such a champion.</param>
    /// <param name="cancellationToken">Stops between calls to the registry.</param>
    /// <exception cref="ConflictException">
    /// Another version became champion meanwhile; the new version is registered, without the alias. Or a champion was to be replaced without
    /// comparison by a version registered before, which cannot carry the record of it.
    /// </exception>
    public async Task<RegistrationOutcome> RegisterAsync(
        TrainedModel trained, PredictionLatency latency, ModelOrigin origin, string? replacedBy = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(origin);
        var name = trained.Definition.Name;
        var artifact = trained.Model.Write();
        var contentHash = ModelIdentity.ContentHash(artifact, origin.DatasetVersion, origin.CodeVersion);
        var champion = await store.ResolveAsync(name, ModelIdentity.Champion, cancellationToken).ConfigureAwait(false);

        // The same model with another origin, as after a new build of the code, cannot be better than itself; it is registered as a version of its own.
        var isChampionsEqual = champion is not null && champion.Artifact.Span.SequenceEqual(artifact);
        var isChampion = isChampionsEqual || champion?.ContentHash == contentHash;
        var report = champion is null ? null : Report(champion, trained, isChampion);
        var now = Instant.From(clock.GetUtcNow());
        var replacement = replacedBy is not null && report is { Obstacle: { } obstacle }
            ? new ChampionReplacement(report.Version, replacedBy, now, obstacle)
            : null;
        var verdict = new ModelVerdict(
            trained.Report.With(latency),
            [
                Gates.AgainstBaseline(trained.Report.Metrics, trained.Report.Baseline),
                Gates.AgainstChampion(trained.Report.Metrics, isChampionsEqual ? champion!.ContentHash : contentHash, report, replacement),
                Gates.Latency(latency, trained.Definition.LatencyLimit),
            ],
            replacement);
        if (!verdict.Passed)
        {
            return new RegistrationOutcome(name, verdict, null, champion);
        }

        var candidate = new ModelVersion(
            name, 0, contentHash, origin.DatasetVersion, origin.Service, origin.CodeVersion, verdict.Write(), artifact, now);
        var registered = await store.RegisterAsync(candidate, cancellationToken).ConfigureAwait(false);
        if (replacement is not null && registered.MetricsJson != candidate.MetricsJson)
        {
            throw new ConflictException(
                $"Model {name}: this very model is registered already, as v{registered.Version}; make it champion with 'larder models alias champion --version {registered.Version}'.");
        }

        await CrownAsync(registered, champion?.Version, cancellationToken).ConfigureAwait(false);
        return new RegistrationOutcome(name, verdict, registered, champion);
    }

    /// <summary>Makes a version champion; where another process has just done so with the same version, both are right.</summary>
    private async Task CrownAsync(ModelVersion version, int? before, CancellationToken cancellationToken)
    {
        try
        {
            await store.SetAliasAsync(version.Name, ModelIdentity.Champion, version.Version, before, cancellationToken).ConfigureAwait(false);
        }
        catch (ConflictException)
        {
            var champion = await store.ResolveAsync(version.Name, ModelIdentity.Champion, cancellationToken).ConfigureAwait(false);
            if (champion?.Version != version.Version)
            {
                throw;
            }
        }
    }

    /// <summary>The champion on the candidate's held-out rows.</summary>
    private static ChampionReport Report(ModelVersion champion, TrainedModel trained, bool isCandidate)
    {
        try
        {
            var model = LogisticModel.Read(champion.Artifact.Span);
            var missing = model.Terms.Where(t => !trained.Table.Has(t)).Select(t => t.Feature).ToArray();
            if (missing.Length > 0)
            {
                return new ChampionReport(champion.Version, champion.ContentHash, null, $"the training set lacks its {string.Join(", ", missing)}");
            }

            var testFrom = trained.Report.TestFrom;
            return !isCandidate && TrainTo(champion) is { } trainTo && trainTo >= testFrom
                ? ChampionReport.ThatHasLearntTheTest(champion.Version, champion.ContentHash, trainTo, testFrom)
                : new ChampionReport(champion.Version, champion.ContentHash, Trainer.Evaluate(model, trained.Table, trained.Split.Test), null);
        }
        catch (UnavailableException unreadable)
        {
            return new ChampionReport(champion.Version, champion.ContentHash, null, unreadable.Message.TrimEnd('.'));
        }
    }

    /// <summary>Up to when the champion was fitted; null where its record does not say, as one written by hand or by another program.</summary>
    private static Instant? TrainTo(ModelVersion champion)
    {
        try
        {
            // Members that are not in the record read as zero; no fit has no rows.
            return ModelVerdict.Read(champion.MetricsJson).Training is { TrainRows: > 0 } training ? training.TrainTo : null;
        }
        catch (UnavailableException)
        {
            return null;
        }
    }
}
