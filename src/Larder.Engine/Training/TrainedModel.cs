using Larder.Catalog;
using Larder.Models;

namespace Larder.Training;

/// <summary>A fitted model with its report, before any gate.</summary>
/// <param name="Definition">What was trained.</param>
/// <param name="Model">The fitted model.</param>
/// <param name="Baseline">The fitted baseline.</param>
/// <param name="Report">How both fare on the held-out rows; the time of predictions is not in it yet.</param>
/// <param name="Table">The training set.</param>
/// <param name="Split">Which of its rows were fitted and which held out.</param>
public sealed record TrainedModel(
    CompiledModel Definition,
    LogisticModel Model,
    LogisticModel Baseline,
    TrainingReport Report,
    TrainingTable Table,
    TimeSplit Split);
