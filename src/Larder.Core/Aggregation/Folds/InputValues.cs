using System.Runtime.CompilerServices;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>Reads prepared inputs as CLR values and wraps results; the type tests vanish when compiled for a type.</summary>
internal static class InputValues
{
    /// <summary>The value of a row that is not null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TValue Read<TValue>(InputColumn? input, int row)
    {
        if (input is null)
        {
            return typeof(TValue) == typeof(bool) ? As<bool, TValue>(true) : throw Unreadable<TValue>();
        }

        var bits = input.Bits[row];
        if (typeof(TValue) == typeof(double)) { return As<double, TValue>(BitConverter.Int64BitsToDouble(bits)); }
        if (typeof(TValue) == typeof(long)) { return As<long, TValue>(bits); }
        if (typeof(TValue) == typeof(bool)) { return As<bool, TValue>(bits != 0); }
        if (typeof(TValue) == typeof(int)) { return As<int, TValue>((int)bits); }
        if (typeof(TValue) == typeof(float)) { return As<float, TValue>(BitConverter.Int32BitsToSingle((int)bits)); }
        if (typeof(TValue) == typeof(DateTime)) { return As<DateTime, TValue>(new Instant(bits).ToDateTime()); }
        if (typeof(TValue) == typeof(FeatureValue))
        {
            return As<FeatureValue, TValue>(input.Type == ColumnType.String ? FeatureValue.From(input.Texts[(int)bits]) : FeatureValue.FromBits(input.Type, bits));
        }

        return typeof(TValue) == typeof(string) ? (TValue)(object)input.Texts[(int)bits] : throw Unreadable<TValue>();
    }

    /// <summary>A result as a feature's value.</summary>
    public static FeatureValue Wrap<TResult>(TResult result)
    {
        if (typeof(TResult) == typeof(long)) { return FeatureValue.From(As<TResult, long>(result)); }
        if (typeof(TResult) == typeof(double)) { return FeatureValue.From(As<TResult, double>(result)); }
        if (typeof(TResult) == typeof(double?)) { return FeatureValue.From(As<TResult, double?>(result)); }
        if (typeof(TResult) == typeof(FeatureValue)) { return As<TResult, FeatureValue>(result); }
        return (object?)result switch
        {
            null => FeatureValue.Null,
            bool v => FeatureValue.From(v),
            int v => FeatureValue.From(v),
            long v => FeatureValue.From(v),
            float v => FeatureValue.From(v),
            double v => FeatureValue.From(v),
            string v => FeatureValue.From(v),
            DateTime v => FeatureValue.From(v),
            float[] v => FeatureValue.From(v),
            long[] v => FeatureValue.From(v),
            double[] v => FeatureValue.From(v),
            string[] v => FeatureValue.From(v),
            FeatureMap<long> v => FeatureValue.From(v),
            FeatureMap<double> v => FeatureValue.From(v),
            FeatureMap<string> v => FeatureValue.From(v),
            FeatureMap<long[]> v => FeatureValue.From(v),
            FeatureMap<double[]> v => FeatureValue.From(v),
            FeatureMap<string[]> v => FeatureValue.From(v),
            _ => throw new InvalidOperationException($"An aggregation's result of type {typeof(TResult).Written()} is no feature type."),
        };
    }

    private static TTo As<TFrom, TTo>(TFrom value) => Unsafe.As<TFrom, TTo>(ref value);

    private static InvalidOperationException Unreadable<TValue>() => new($"An input cannot be read as {typeof(TValue).Written()}.");
}
