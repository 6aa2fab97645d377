using System.Globalization;
using System.Text.Json.Serialization;
using Larder.Types;

namespace Larder.Models;

/// <summary>
/// The numbers of a feature's categories, fitted on training rows and stored with the model. Target encoding is the m-estimate of Micci-Barreca
/// (A Preprocessing Scheme for High-Cardinality Categorical Attributes, SIGKDD Explorations 3(1), 2001):
/// <c>(positives + smoothing · prior) / (rows + smoothing)</c> over the training rows of the category, with <c>prior = (positives + 1) / (rows + 2)</c> over all of them.
/// A category without training rows, and null, is the prior. Ordinal encoding is the place among the categories; other values and null count as the mean.
/// Counts are whole and the rest is one rounding per operation, so the bits are the same on every machine.
/// </summary>
/// <threadsafety>Immutable.</threadsafety>
public sealed class CategoryEncoding
{
    // Texts by themselves, everything else by its bits: looking one up allocates nothing.
    private readonly Dictionary<string, double> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<long, double> _bits = [];

    /// <summary>Makes an encoding of counts.</summary>
    /// <param name="kind">How a category becomes a number.</param>
    /// <param name="type">The feature's type: string, bool, int or long.</param>
    /// <param name="smoothing">As many rows the prior weighs; 0 where it has no say.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="positives">Those whose label is true.</param>
    /// <param name="categories">The categories of those rows, each once, in order.</param>
    /// <exception cref="FormatException">A category is null or no value of the type.</exception>
    /// <exception cref="ArgumentException">A category comes twice.</exception>
    public CategoryEncoding(EncodingKind kind, ColumnType type, double smoothing, long rows, long positives, IReadOnlyList<CategoryCount> categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        (Kind, Type, Smoothing, Rows, Positives, Categories) = (kind, type, smoothing, rows, positives, categories);
        foreach (var (place, category) in categories.Index())
        {
            var value = Parse(category?.Value ?? throw new FormatException("A category is null."), type);
            var number = kind == EncodingKind.Ordinal ? place : Smoothed(category.Positives, category.Rows, smoothing, Prior);
            if (value.AsString() is { } text)
            {
                _texts.Add(text, number);
            }
            else
            {
                _bits.Add(value.Bits, number);
            }
        }
    }

    /// <summary>How a category becomes a number.</summary>
    public EncodingKind Kind { get; }

    /// <summary>The feature's type.</summary>
    public ColumnType Type { get; }

    /// <summary>As many rows the prior weighs.</summary>
    public double Smoothing { get; }

    /// <summary>Training rows.</summary>
    public long Rows { get; }

    /// <summary>Those whose label is true.</summary>
    public long Positives { get; }

    /// <summary>The categories of those rows, in order.</summary>
    public IReadOnlyList<CategoryCount> Categories { get; }

    /// <summary>What an unknown category's share of true labels is taken to be; 0.5 without any row.</summary>
    [JsonIgnore]
    public double Prior => PriorOf(Positives, Rows);

    /// <summary>The number of a value; null where it counts as the mean.</summary>
    public double? Apply(FeatureValue value) => TryFind(value, out var number) ? number
        : Kind == EncodingKind.Target ? Prior
        : null;

    /// <summary>The stored text of a category.</summary>
    /// <exception cref="ArgumentException">The value is null or of a type that makes no categories.</exception>
    public static string TextOf(FeatureValue value) => value.Type is ColumnType.String or ColumnType.Boolean or ColumnType.Int32 or ColumnType.Int64
        ? value.ToString()
        : throw new ArgumentException($"{value} is no category.", nameof(value));

    /// <summary>The rule of succession: the share of true labels as if there had been one more row of each.</summary>
    public static double PriorOf(long positives, long rows) => (positives + 1.0) / (rows + 2.0);

    /// <summary>The m-estimate of a category's share of true labels.</summary>
    public static double Smoothed(long positives, long rows, double smoothing, double prior) => (positives + (smoothing * prior)) / (rows + smoothing);

    private bool TryFind(FeatureValue value, out double number)
    {
        number = 0;
        return value.Type == Type && (value.AsString() is { } text ? _texts.TryGetValue(text, out number) : _bits.TryGetValue(value.Bits, out number));
    }

    private static FeatureValue Parse(string text, ColumnType type) => type switch
    {
        ColumnType.String => FeatureValue.From(text),
        ColumnType.Boolean => FeatureValue.From(bool.Parse(text)),
        ColumnType.Int32 => FeatureValue.From(int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        ColumnType.Int64 => FeatureValue.From(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"A {type.Name()} makes no categories."),
    };
}

/// <summary>A category in the training rows.</summary>
/// <param name="Value">The value as text: <c>true</c>, <c>-7</c>.</param>
/// <param name="Rows">Training rows that have it.</param>
/// <param name="Positives">Those whose label is true.</param>
public sealed record CategoryCount(string Value, long Rows, long Positives);
