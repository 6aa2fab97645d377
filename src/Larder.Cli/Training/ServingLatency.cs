using Larder.Catalog;
using Larder.Cli.Scratch;
using Larder.Engine;
using Larder.Materialization;
using Larder.Models;
using Larder.Offline.TrainingSets;
using Larder.OnDemand;
using Larder.Serving.Inference;
using Larder.Serving.Online;
using Larder.Storage;
using Larder.Training;
using Larder.Types;

namespace Larder.Cli.Training;

/// <summary>
/// Times single predictions the way serving makes them: the features of one entity are read from an online store on disk, on-demand
/// features are computed, the model scores. HTTP is not in it. The entities and their request data are those of held-out rows; the store
/// holds them as of the training set's instant, which is the time asked for.
/// </summary>
internal sealed class ServingLatency
{
    /// <summary>Held-out rows asked about, at most; they are gone through again.</summary>
    public const int MostRows = 2_000;

    /// <summary>Predictions before the clock counts, so that code is compiled and pages are near.</summary>
    public const int WarmUp = 1_000;

    /// <summary>Predictions timed at most.</summary>
    public const int MostPredictions = 10_000;

    /// <summary>Predictions timed at least, however long they take: the 99th percentile needs some beyond it.</summary>
    public const int LeastPredictions = 1_000;

    /// <summary>After this long no more predictions are timed than the least.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Predictor _predictor;
    private readonly ServedModel _model;
    private readonly IReadOnlyList<RequestRow> _rows;
    private readonly Instant _at;
    private readonly TimeProvider _clock;
    private readonly double[] _score = new double[1];

    private ServingLatency(Predictor predictor, ServedModel model, IReadOnlyList<RequestRow> rows, Instant at, TimeProvider clock) =>
        (_predictor, _model, _rows, _at, _clock) = (predictor, model, rows, at, clock);

    /// <summary>Fills a scratch online store with a sample of the held-out entities and times predictions over it.</summary>
    public static async Task<PredictionLatency> MeasureAsync(Workspace workspace, TrainedModel trained, TrainingSet set, CancellationToken cancellationToken)
    {
        var service = trained.Definition.Service;
        var rows = TrainingSetSample.Rows(workspace, set, service, Sample(trained.Split), cancellationToken);
        var versions = await AppliedVersions.LoadAsync(workspace.Catalog, workspace.Definitions, cancellationToken);
        await using var scratch = await ScratchOnlineStore.FillAsync(
            workspace,
            FeaturePlan.For(service).Sources,
            view => new MaterializationOptions { AsOf = set.Record.AsOf, Entities = Sample(service.Keys, view, rows) },
            cancellationToken);
        var reader = new FeatureReader(workspace.Catalog, versions, scratch.Store);
        var candidate = new ModelVersion(
            trained.Definition.Name, 0, string.Empty, set.Record.DatasetVersion, set.Record.Service, set.Record.CodeVersion, string.Empty, trained.Model.Write(), set.Record.AsOf);
        var predictor = new Predictor(reader, workspace.Models, workspace.Clock);
        return await new ServingLatency(predictor, ServedModel.Load(candidate, reader), rows, set.Record.AsOf, workspace.Clock).TimeAsync(cancellationToken);
    }

    /// <summary>Held-out rows, evenly spread.</summary>
    private static int[] Sample(TimeSplit split)
    {
        var rows = new int[Math.Min(MostRows, split.Test.Length)];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = split.Test[(int)((long)i * split.Test.Length / rows.Length)];
        }

        return rows;
    }

    /// <summary>The entities of a view that the rows ask for.</summary>
    private static FeatureValue[] Sample(JoinKeys keys, CompiledSourceView view, IReadOnlyList<RequestRow> rows)
    {
        var entity = keys.IndexOf(view.Entity);
        return [.. rows.Select(r => keys.KeyOf(entity, r.Keys)).Where(k => !k.IsNull)];
    }

    private async Task<PredictionLatency> TimeAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            await PredictAsync(i, cancellationToken);
        }

        var elapsed = new List<double>(MostPredictions);
        var started = _clock.GetTimestamp();
        while (elapsed.Count < MostPredictions && (elapsed.Count < LeastPredictions || _clock.GetElapsedTime(started) < Patience))
        {
            var before = _clock.GetTimestamp();
            await PredictAsync(elapsed.Count, cancellationToken);
            elapsed.Add(_clock.GetElapsedTime(before).TotalMicroseconds);
        }

        return PredictionLatency.Of(elapsed);
    }

    private async ValueTask PredictAsync(int number, CancellationToken cancellationToken)
    {
        var row = _rows[number % _rows.Count];
        using var frame = _model.Features.Rent();
        frame.SetKeys(0, row.Keys);
        for (var column = 0; column < row.Request.Count; column++)
        {
            frame.SetRequest(0, column, row.Request[column]);
        }

        await _predictor.PredictAsync(_model, frame, _at, _score, cancellationToken);
    }
}
