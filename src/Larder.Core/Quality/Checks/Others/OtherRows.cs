using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>What a check reads of another source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Columns">The indexes of its columns.</param>
/// <param name="Where">Which of its rows; null for all.</param>
public sealed record OtherRows(SourceDefinition Source, IReadOnlyList<int> Columns, RowCondition? Where)
{
    /// <summary>For people: <c>customers(id)</c>.</summary>
    public override string ToString() => Columns.Count == 0 ? Source.Name : $"{Source.Name}({string.Join(", ", Columns.Select(c => Source.Schema.Columns[c].Name))})";

    /// <summary>What <see cref="ToString"/> leaves out.</summary>
    internal string Details => Where is null ? string.Empty : $" where {Where.Text}";

    /// <summary>Its rows in memory: the values of the columns.</summary>
    /// <exception cref="Errors.UserCodeException">The condition threw.</exception>
    internal IEnumerable<FeatureValue[]> Read(CheckContext context)
    {
        foreach (var batch in context.Others[Source.Name])
        {
            for (var row = 0; row < batch.Count; row++)
            {
                if (Where?.Holds(batch, row) != false)
                {
                    yield return [.. Columns.Select(c => batch.Columns[c].Value(row))];
                }
            }
        }
    }

    /// <summary>The meter of a check for which the rows are not there; null where they are.</summary>
    internal CheckMeter? Missing(Check check, CheckContext context) => context.Others.ContainsKey(Source.Name)
        ? null
        : new NoMeter($"Check {check.Name} compares with source {Source.Name}, whose rows are not in CheckContext.Others; put them there under '{Source.Name}'.");
}

/// <summary>A pair of columns of two sources, whose values are brought into one form to be compared.</summary>
/// <param name="IsNumber">Whether the columns hold numbers.</param>
/// <param name="IsFloating">Whether either holds float or double.</param>
/// <param name="Decimals">To how many decimals numbers with a point are rounded; null for not at all.</param>
public readonly record struct KeyForm(bool IsNumber, bool IsFloating, int? Decimals)
{
    /// <summary>The form of two columns.</summary>
    public static KeyForm Of(ColumnType here, ColumnType there, int? decimals = null) =>
        new(here is ColumnType.Int32 or ColumnType.Int64 || ValueOrder.IsFloating(here), ValueOrder.IsFloating(here) || ValueOrder.IsFloating(there), decimals);

    /// <summary>What numbers are multiplied with before they are rounded; null where they are not.</summary>
    public double? Scale => IsFloating && Decimals is { } decimals ? Math.Pow(10, decimals) : null;

    /// <summary>A value in the form; halves are rounded up.</summary>
    internal FeatureValue Key(FeatureValue value) =>
        value.IsNull || !IsNumber ? value
        : !IsFloating ? FeatureValue.From(value.Bits)
        : ValueOrder.Key(FeatureValue.From(Scale is { } scale ? Math.Floor((value.ToNumber()!.Value * scale) + 0.5) : value.ToNumber()!.Value));
}
