using Larder.Types;

namespace Larder.Models;

internal static class Samples
{
    public static ModelMetrics Metrics(double auc, double logLoss) =>
        new(4, 0.25, auc, logLoss, 0.125, 0.0625, [new CalibrationBin(0, 0.1, 0, null, null), new CalibrationBin(0.1, 0.2, 4, 0.15, 0.25)]);

    public static ModelVerdict Verdict(params GateResult[] gates) => new(Report(), gates);

    public static TrainingReport Report() => new(
        100,
        20,
        5,
        Day(0),
        Day(70),
        Day(100),
        Day(149),
        7,
        Metrics(0.75, 0.5),
        new BaselineReport(null, Metrics(0.5, 0.625)),
        0.375,
        0.125,
        10_000);

    private static Instant Day(int day) => new(day * 86_400_000_000L);
}
