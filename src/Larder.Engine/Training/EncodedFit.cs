using Larder.Catalog;
using Larder.Models;

namespace Larder.Training;

/// <summary>Fits a model's regression with its categories encoded.</summary>
internal static class EncodedFit
{
    /// <summary>The features that a model takes from a table: the numbers, and in their place or behind them the categories it encodes.</summary>
    public static IReadOnlyList<string> FeaturesOf(CompiledModel model, TrainingTable table) =>
        [.. table.Features, .. model.Encodings.Select(e => e.Feature).Where(f => !table.Features.Contains(f))];

    /// <summary>Encodes the rows fitted, fits, and gives the terms their encodings.</summary>
    /// <exception cref="Errors.NotFoundException">The table lacks a category.</exception>
    public static LogisticFit Fit(CompiledModel model, TrainingTable table, ReadOnlySpan<int> rows, LogisticOptions? options)
    {
        var features = FeaturesOf(model, table);
        if (model.Encodings.Count == 0)
        {
            return LogisticRegression.Fit(table, rows, features, options);
        }

        var fitted = new Dictionary<string, CategoryEncoding>(StringComparer.Ordinal);
        var columns = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var encoding in model.Encodings)
        {
            var type = model.Service.Features.First(f => $"{f.View.Name}:{f.Feature.Name}" == encoding.Feature).Feature.Type;
            fitted.Add(encoding.Feature, EncodingFit.Fit(encoding, type, table, rows));
            columns.Add(encoding.Feature, EncodingFit.Encode(fitted[encoding.Feature], encoding.Feature, table, rows, model.Spine.Horizon));
        }

        var encoded = new TrainingTable(features, [.. features.Select(f => columns.GetValueOrDefault(f) ?? table.Values(f))], table.Times.ToArray(), table.Labels.ToArray());
        var fit = LogisticRegression.Fit(encoded, rows, features, options);
        var terms = fit.Model.Terms.Select(t => t with { Encoding = fitted.GetValueOrDefault(t.Feature) });
        return fit with { Model = new LogisticModel(fit.Model.Intercept, [.. terms]) };
    }
}
