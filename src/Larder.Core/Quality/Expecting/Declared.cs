using Larder.Errors;
using Larder.Quality.Checks;
using Larder.Types;

namespace Larder;

/// <summary>A column that an expectation is about.</summary>
/// <param name="Schema">The event type.</param>
/// <param name="Index">Its index.</param>
internal sealed record ExpectedPlace(EventSchema Schema, int Index)
{
    public EventColumn Column => Schema.Columns[Index];

    /// <summary>What messages call it.</summary>
    public string Written => $"{Schema.Type.Name}.{Column.Property}";
}

/// <summary>What is declared in checks, made sure of.</summary>
internal static class Declared
{
    public static double Share(double mostly) => mostly is >= 0 and <= 1
        ? mostly
        : throw new InvalidDefinitionException($"A share of {FeatureValue.From(mostly)} is out of range; give a number from 0 to 1.");

    public static double Tolerance(double tolerance) => tolerance >= 0 && double.IsFinite(tolerance)
        ? tolerance
        : throw new InvalidDefinitionException($"A tolerance of {FeatureValue.From(tolerance)} is out of range; give a number that is not negative.");

    public static Bounds Bounds(FeatureValue atLeast, FeatureValue atMost, bool above = false, bool below = false)
    {
        var bounds = new Bounds(Value(atLeast), Value(atMost), above, below);
        var order = atLeast.IsNull || atMost.IsNull ? -1 : ValueOrder.Compare(atLeast, atMost);
        return order < 0 || (order == 0 && !above && !below)
            ? bounds
            : throw new InvalidDefinitionException($"Nothing lies within {bounds}; give the lesser bound first.");
    }

    /// <summary>A constant that rows are compared with.</summary>
    public static FeatureValue Value(FeatureValue value) => ValueOrder.IsNaN(value)
        ? throw new InvalidDefinitionException("NaN equals nothing and lies within no bounds; use Finite() to refuse it.")
        : value.AsString()?.Contains('\0', StringComparison.Ordinal) == true
            ? throw new InvalidDefinitionException("A text with a NUL character cannot be compared with; leave the character out.")
            : value.AsString() is { } text ? FeatureValue.From(StoredText.Of(text)) : ValueOrder.Key(value);

    /// <summary>The members of a set, each once.</summary>
    public static IReadOnlyList<FeatureValue> Set(IEnumerable<FeatureValue> values)
    {
        FeatureValue[] set = [.. values.Select(Value).Distinct()];
        return set.Any(v => v.IsNull) ? throw new InvalidDefinitionException("A set holds no null; use NotNull() or IsNull() for nulls.") : set;
    }

    /// <summary>A constant of a column's type.</summary>
    public static FeatureValue Of<TValue>(TValue? value) => value switch
    {
        null => FeatureValue.Null,
        bool v => FeatureValue.From(v),
        int v => FeatureValue.From(v),
        long v => FeatureValue.From(v),
        float v => FeatureValue.From(v),
        double v => FeatureValue.From(v),
        string v => FeatureValue.From(v),
        DateTime { Kind: DateTimeKind.Local } => throw new InvalidDefinitionException("A DateTime of kind Local means something else on every machine; give a UTC one."),
        DateTime v => FeatureValue.From(v),
        _ => throw new InvalidDefinitionException($"A value of type {typeof(TValue).Written()} cannot be compared with; use bool, int, long, float, double, string or DateTime."),
    };

    /// <summary>Makes sure that columns can be compared with each other.</summary>
    public static void Comparable(IReadOnlyList<ExpectedPlace> places)
    {
        static int Kind(ExpectedPlace place) => place.Column.Type switch
        {
            ColumnType.Int32 or ColumnType.Int64 or ColumnType.Float32 or ColumnType.Float64 => 1,
            ColumnType.Boolean => 2,
            ColumnType.String => 3,
            ColumnType.Timestamp => 4,
            _ => 5,
        };
        if (places.FirstOrDefault(p => Kind(p) == 5 || Kind(p) != Kind(places[0])) is { } other)
        {
            throw new InvalidDefinitionException($"{places[0].Written} is {places[0].Column.Type.Name()} and {other.Written} is {other.Column.Type.Name()}; compare numbers with numbers, text with text, times with times.");
        }
    }

    /// <summary>Makes sure that a column holds numbers.</summary>
    public static void Number(ExpectedPlace place, string what)
    {
        if (place.Column.Type is not (ColumnType.Int32 or ColumnType.Int64 or ColumnType.Float32 or ColumnType.Float64))
        {
            throw new InvalidDefinitionException($"{place.Written} is {place.Column.Type.Name()}, which has no {what}; take a column of numbers.");
        }
    }
}
