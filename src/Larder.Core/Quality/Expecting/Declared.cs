using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
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

    /// <summary>A number of standard deviations.</summary>
    public static double Deviations(double threshold) => threshold > 0 && double.IsFinite(threshold)
        ? threshold
        : throw new InvalidDefinitionException($"{FeatureValue.From(threshold)} standard deviations are out of range; give a number greater than 0, for example 3.");

    /// <summary>The step from a number to the next.</summary>
    public static FeatureValue Step(double step, ColumnType type)
    {
        var isFloating = ValueOrder.IsFloating(type);
        return double.IsFinite(step) && (isFloating || (double.IsInteger(step) && Math.Abs(step) <= 1L << 53))
            ? isFloating ? FeatureValue.From(step) : FeatureValue.From((long)step)
            : throw new InvalidDefinitionException($"A step of {FeatureValue.From(step)} is out of range; give a finite number, for whole numbers a whole one.");
    }

    /// <summary>A check that warns where it holds, but a lesser share is good.</summary>
    public static Check WarnBelow(Check declared, double share) => declared is not ShareCheck check
        ? throw new InvalidDefinitionException($"Check {declared.Name} counts no share of good rows; use WarnUnless for a number, or AsWarning.")
        : Share(share) > check.Mostly
            ? check with { WarnBelow = share }
            : throw new InvalidDefinitionException($"Check {check.Name} fails below {FeatureValue.From(check.Mostly)}, so it never warns below {FeatureValue.From(share)}; give a greater share, or mostly a lesser one.");

    /// <summary>A check that warns where it holds, but the number lies outside of narrower bounds.</summary>
    public static Check WarnUnless(Check declared, EventSchema schema, FeatureValue atLeast, FeatureValue atMost)
    {
        if (declared is not BoundedCheck check)
        {
            throw new InvalidDefinitionException($"Check {declared.Name} judges no number; use WarnBelow for a share of good rows, or AsWarning.");
        }

        var type = WarnType(check, schema);
        if (KindOf(type) != KindOf((atLeast.IsNull ? atMost : atLeast).Type))
        {
            throw new InvalidDefinitionException($"Check {check.Name} is about {type.Name()} values; give WarnUnless at least one bound, and of that kind.");
        }

        var bounds = Bounds(atLeast, atMost);
        return bounds.IsWithin(check.Bounds)
            ? check with { WarnUnless = bounds }
            : throw new InvalidDefinitionException($"Check {check.Name} fails outside of {check.Bounds}, so bounds that warn have to lie within; {bounds} do not.");
    }

    /// <summary>What the bounds that warn are: numbers, but for the least and the greatest of other values.</summary>
    public static ColumnType WarnType(BoundedCheck check, EventSchema schema) => check is AggregateCheck { Measure: Measure.Min or Measure.Max, Column: { } column } && KindOf(schema.Columns[column].Type) != KindOf(ColumnType.Float64)
        ? schema.Columns[column].Type
        : ColumnType.Float64;

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
        if (places.FirstOrDefault(p => KindOf(p.Column.Type) == 5 || KindOf(p.Column.Type) != KindOf(places[0].Column.Type)) is { } other)
        {
            throw new InvalidDefinitionException($"{places[0].Written} is {places[0].Column.Type.Name()} and {other.Written} is {other.Column.Type.Name()}; compare numbers with numbers, text with text, times with times.");
        }
    }

    /// <summary>Types whose values can be compared have one kind; 5 is that of those that cannot.</summary>
    public static int KindOf(ColumnType type) => type switch
    {
        ColumnType.Int32 or ColumnType.Int64 or ColumnType.Float32 or ColumnType.Float64 => 1,
        ColumnType.Boolean => 2,
        ColumnType.String => 3,
        ColumnType.Timestamp => 4,
        _ => 5,
    };

    /// <summary>The column that a lambda names.</summary>
    public static ExpectedPlace Place<T>(LambdaExpression column)
    {
        var schema = EventSchema.Of(typeof(T));
        var index = ColumnSelector.IndexOf(schema, column)
            ?? throw new InvalidDefinitionException($"An expectation needs a property of {typeof(T).Name} that is a column, as in ({typeof(T).Name} l) => l.{schema.Columns[0].Property}.");
        return new(schema, index);
    }

    /// <summary>A column by which rows are ordered or told apart.</summary>
    public static int Key<T>(LambdaExpression column) => Place<T>(column) is var place && place.Column.Type.IsComposite()
        ? throw new InvalidDefinitionException($"{place.Written} is {place.Column.Type.Name()}, which is not compared; take columns of single values.")
        : place.Index;

    /// <summary>What a check reads of another source.</summary>
    public static OtherRows Other<T>(Events<T> source, params LambdaExpression[] columns)
    {
        ArgumentNullException.ThrowIfNull(source);
        var where = source.Filter is { } filter ? RowCondition.Of(filter, source.Definition.Schema, $"A check's rows of {source.Definition.Name}") : null;
        return new(source.Definition, [.. columns.Select(c => Place<T>(c).Index)], where);
    }

    /// <summary>The forms in which pairs of columns are compared.</summary>
    public static IReadOnlyList<KeyForm> Forms(IReadOnlyList<ExpectedPlace> here, OtherRows there, int? decimals = null)
    {
        if (here.Count != there.Columns.Count)
        {
            throw new InvalidDefinitionException($"{here.Count} columns are compared with {there.Columns.Count} of {there.Source.Name}; name as many.");
        }

        if (decimals is < 0 or > 15)
        {
            throw new InvalidDefinitionException($"{decimals} decimals are out of range; give a number from 0 to 15.");
        }

        ExpectedPlace[] others = [.. there.Columns.Select(c => new ExpectedPlace(there.Source.Schema, c))];
        return
        [
            .. here.Zip(others, (left, right) =>
            {
                Comparable([left, right]);
                return KeyForm.Of(left.Column.Type, right.Column.Type, decimals);
            }),
        ];
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
