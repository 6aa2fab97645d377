using System.Linq.Expressions;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>Expressions that turn CLR values into <see cref="FeatureValue"/> and back.</summary>
internal static class ValueConversion
{
    /// <summary><c>FeatureValue.From(value)</c> for the value's static type, NaN being <see cref="Canonical(Expression)"/>.</summary>
    public static Expression Wrap(Expression value) =>
        Expression.Call(typeof(FeatureValue).GetMethod(nameof(FeatureValue.From), [value.Type])!, Canonical(value));

    /// <summary>
    /// A computed number with one form of NaN. Which NaN an operation on two of them gives, and which sign a new one has, depends on the
    /// processor and on the order in which the compiler loads the operands.
    /// </summary>
    public static Expression Canonical(Expression value) => (Nullable.GetUnderlyingType(value.Type) ?? value.Type) is { } plain && (plain == typeof(double) || plain == typeof(float))
        ? Expression.Call(typeof(ValueConversion).GetMethod(nameof(Canonical), [value.Type])!, value)
        : value;

    public static double Canonical(double value) => double.IsNaN(value) ? double.NaN : value;

    public static double? Canonical(double? value) => value is { } given && double.IsNaN(given) ? double.NaN : value;

    public static float Canonical(float value) => float.IsNaN(value) ? float.NaN : value;

    public static float? Canonical(float? value) => value is { } given && float.IsNaN(given) ? float.NaN : value;

    /// <summary>The value of a slot as <paramref name="type"/>; null becomes the type's null (a non-nullable type never meets one).</summary>
    public static Expression Unwrap(Expression slot, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        ColumnTypes.TryFrom(plain, out var column);
        if (column.IsComposite())
        {
            return Expression.Call(slot, typeof(FeatureValue).GetMethod(nameof(FeatureValue.As))!.MakeGenericMethod(plain));
        }

        var read = column switch
        {
            ColumnType.Boolean => nameof(FeatureValue.AsBoolean),
            ColumnType.Int32 => nameof(FeatureValue.AsInt32),
            ColumnType.Int64 => nameof(FeatureValue.AsInt64),
            ColumnType.Float32 => nameof(FeatureValue.AsFloat32),
            ColumnType.Float64 => nameof(FeatureValue.AsFloat64),
            ColumnType.String => nameof(FeatureValue.AsString),
            _ => nameof(FeatureValue.AsDateTime),
        };
        Expression value = Expression.Call(slot, typeof(FeatureValue).GetMethod(read)!);
        if (plain == type)
        {
            return value;
        }

        return Expression.Condition(
            Expression.Property(slot, nameof(FeatureValue.IsNull)), Expression.Default(type), Expression.Convert(value, type));
    }
}
