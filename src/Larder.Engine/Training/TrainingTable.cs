using Larder.Errors;
using Larder.Models;
using Larder.Types;

namespace Larder.Training;

/// <summary>A training set in memory, column by column: one row per spine row, in spine order.</summary>
/// <threadsafety>Immutable; it keeps the arrays it is given, which must not be written afterwards.</threadsafety>
public sealed class TrainingTable
{
    private readonly double[][] _columns;
    private readonly Instant[] _times;
    private readonly bool[] _labels;
    private readonly Dictionary<string, int> _byName;
    private readonly Dictionary<string, FeatureValue[]> _categories;

    /// <summary>Wraps the columns of a training set.</summary>
    /// <param name="features">Names of the numeric features, <c>view:feature</c>, each once.</param>
    /// <param name="columns">One per feature; NaN for null, 1 and 0 for true and false.</param>
    /// <param name="times">Each row's time: its cut-off or its event's time.</param>
    /// <param name="labels">Each row's label.</param>
    /// <param name="categories">The features that are also, or only, there as categories, by name: one value per row. Null for none.</param>
    /// <exception cref="ArgumentException">The arrays have different lengths, or a name comes twice.</exception>
    public TrainingTable(
        IReadOnlyList<string> features, IReadOnlyList<double[]> columns, Instant[] times, bool[] labels, IReadOnlyDictionary<string, FeatureValue[]>? categories = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(labels);
        if (features.Count != columns.Count || labels.Length != times.Length || columns.Any(c => c.Length != times.Length))
        {
            throw new ArgumentException(
                $"{features.Count} features, columns of {string.Join(", ", columns.Select(c => c.Length))} rows, {times.Length} times and {labels.Length} labels do not make a table.");
        }

        _categories = categories is null ? [] : new Dictionary<string, FeatureValue[]>(categories, StringComparer.Ordinal);
        if (_categories.FirstOrDefault(c => c.Value.Length != times.Length) is { Key: { } uneven } wrong)
        {
            throw new ArgumentException($"Category {uneven} of {wrong.Value.Length} rows and {times.Length} times do not make a table.");
        }

        Features = [.. features];
        _columns = [.. columns];
        _times = times;
        _labels = labels;
        _byName = Features.Select((name, index) => (name, index)).ToDictionary(p => p.name, p => p.index, StringComparer.Ordinal);
    }

    /// <summary>Names of the features, <c>view:feature</c>.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => _times.Length;

    /// <summary>Each row's time.</summary>
    public ReadOnlySpan<Instant> Times => _times;

    /// <summary>Each row's label.</summary>
    public ReadOnlySpan<bool> Labels => _labels;

    /// <summary>Whether there is a feature of that name.</summary>
    public bool Has(string feature) => _byName.ContainsKey(feature);

    /// <summary>Whether there is what a model's term takes: the number, or the category that it encodes.</summary>
    public bool Has(LogisticTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return term.Encoding is null ? Has(term.Feature) : _categories.ContainsKey(term.Feature);
    }

    /// <summary>A feature's values by row; NaN for null.</summary>
    /// <exception cref="NotFoundException">There is no such feature.</exception>
    public ReadOnlySpan<double> Column(string feature) => Values(feature);

    /// <summary>A feature's values as categories, by row.</summary>
    /// <exception cref="NotFoundException">There is no such category.</exception>
    public ReadOnlySpan<FeatureValue> Categories(string feature) => _categories.TryGetValue(feature, out var values)
        ? values
        : throw new NotFoundException(
            $"The training set was read without category '{feature}'; it has {(_categories.Count == 0 ? "none" : string.Join(", ", _categories.Keys.Order(StringComparer.Ordinal)))}.");

    /// <summary>The array behind <see cref="Column"/>, not to be written.</summary>
    internal double[] Values(string feature) => _byName.TryGetValue(feature, out var index)
        ? _columns[index]
        : throw new NotFoundException(
            $"The training set has no numeric feature '{feature}'; it has {(Features.Count == 0 ? "none" : string.Join(", ", Features))}.");
}
