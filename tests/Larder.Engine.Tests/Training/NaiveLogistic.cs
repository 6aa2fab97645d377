using Larder.Models;

namespace Larder.Training;

/// <summary>The penalised log loss straight from its definition, row by row through the model's own terms.</summary>
internal static class NaiveLogistic
{
    public static double Objective(LogisticModel model, TrainingTable table, int[] rows, double lambda)
    {
        var loss = rows.Sum(r =>
        {
            var probability = Probability(model, table, r);
            return -Math.Log(table.Labels[r] ? probability : 1 - probability);
        });
        return loss + (lambda / 2 * model.Terms.Sum(t => t.Weight * t.Weight));
    }

    /// <summary>Derivatives by the intercept, then by each weight.</summary>
    public static double[] Gradient(LogisticModel model, TrainingTable table, int[] rows, double lambda)
    {
        var residuals = rows.Select(r => Probability(model, table, r) - (table.Labels[r] ? 1 : 0)).ToArray();
        return
        [
            residuals.Sum(),
            .. model.Terms.Select(t => rows.Select((r, i) => residuals[i] * Standardised(t, table.Column(t.Feature)[r])).Sum() + (lambda * t.Weight)),
        ];
    }

    public static LogisticModel Descend(TrainingTable table, int[] rows, string[] features, double lambda)
    {
        var model = new LogisticModel(0, [.. features.Select(f =>
        {
            var present = rows.Select(r => table.Column(f)[r]).Where(double.IsFinite).ToArray();
            var mean = present.Average();
            return new LogisticTerm(f, mean, Math.Sqrt(present.Average(v => (v - mean) * (v - mean))), 0);
        })]);
        for (var step = 0; step < 3_000; step++)
        {
            var gradient = Gradient(model, table, rows, lambda);
            var rate = 2.0 / rows.Length;
            model = new LogisticModel(
                model.Intercept - (rate * gradient[0]),
                [.. model.Terms.Select((t, f) => t with { Weight = t.Weight - (rate * gradient[f + 1]) })]);
        }

        return model;
    }

    private static double Probability(LogisticModel model, TrainingTable table, int row) =>
        1 / (1 + Math.Exp(-(model.Intercept + model.Terms.Sum(t => t.Weight * Standardised(t, table.Column(t.Feature)[row])))));

    private static double Standardised(LogisticTerm term, double value) => (term with { Weight = 1 }).Contribution(value);
}
