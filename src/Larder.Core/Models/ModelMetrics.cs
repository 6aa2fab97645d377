namespace Larder.Models;

/// <summary>How well probabilities fit the labels of the same rows.</summary>
/// <param name="Rows">Rows measured.</param>
/// <param name="BaseRate">Share of positive labels.</param>
/// <param name="Auc">Area under the ROC curve: how often a positive row is ranked above a negative one, ties counting half.</param>
/// <param name="LogLoss">Mean of -ln of the probability given to the label that came true.</param>
/// <param name="BrierScore">Mean squared difference of probability and label.</param>
/// <param name="CalibrationError">Expected calibration error: mean over the rows of |mean prediction - observed rate| of their bin.</param>
/// <param name="Bins">The ten bins of equal width behind <paramref name="CalibrationError"/>.</param>
public sealed record ModelMetrics(
    int Rows,
    double BaseRate,
    double Auc,
    double LogLoss,
    double BrierScore,
    double CalibrationError,
    IReadOnlyList<CalibrationBin> Bins);

/// <summary>Rows whose prediction lies in one tenth of 0…1.</summary>
/// <param name="Lower">Least prediction of the bin.</param>
/// <param name="Upper">Predictions lie below it; the last bin holds 1 too.</param>
/// <param name="Count">Rows in the bin.</param>
/// <param name="MeanPrediction">Mean of their predictions; null for an empty bin.</param>
/// <param name="ObservedRate">Share of positive labels among them; null for an empty bin.</param>
public sealed record CalibrationBin(double Lower, double Upper, int Count, double? MeanPrediction, double? ObservedRate);
