using System.Globalization;

namespace Larder.DuckDb;

/// <summary>Conversions between DuckDB's scaled integers and <see cref="decimal"/>.</summary>
internal static class Decimals
{
    private const int MaxClrScale = 28;

    private static readonly Int128 MaxClrMantissa = (Int128)decimal.MaxValue;

    internal static decimal ToDecimal(Int128 value, int scale)
    {
        var mantissa = value;

        // Zeros at the end carry no information: drop them while the CLR's 28 digits or 96 bits do not suffice.
        while ((scale > MaxClrScale || (Int128.Abs(mantissa) > MaxClrMantissa && scale > 0)) && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }

        if (scale > MaxClrScale || Int128.Abs(mantissa) > MaxClrMantissa)
        {
            throw new OverflowException(
                string.Create(CultureInfo.InvariantCulture, $"The decimal {value}E-{scale} has more digits than System.Decimal holds; ")
                + "read the scaled integer with Values<Int128>(), or CAST the column to DOUBLE or VARCHAR.");
        }

        var magnitude = (UInt128)Int128.Abs(mantissa);

        return new decimal(
            (int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), Int128.IsNegative(mantissa), (byte)scale);
    }

    /// <summary>The value times 10^<paramref name="scale"/>; never rounds.</summary>
    internal static Int128 Scale(decimal value, int width, int scale)
    {
        var mantissa = Mantissa(value);
        var shift = scale - value.Scale;

        for (; shift < 0 && mantissa % 10 == 0; shift++)
        {
            mantissa /= 10;
        }

        // 38 digits at most: 29 from the CLR and a shift bounded by the digits the width leaves.
        var fits = shift >= 0 && (mantissa == 0 || Digits(mantissa) + shift <= width);

        return fits
            ? mantissa == 0 ? 0 : mantissa * Power(shift)
            : throw new OverflowException(string.Create(
                CultureInfo.InvariantCulture,
                $"The decimal {value} does not fit DECIMAL({width},{scale}) without loss; "
                + $"round it to {scale} digits or widen the column."));
    }

    internal static Int128 Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);

        var magnitude = ((UInt128)(uint)bits[2] << 64) | ((UInt128)(uint)bits[1] << 32) | (uint)bits[0];

        return bits[3] < 0 ? -(Int128)magnitude : (Int128)magnitude;
    }

    internal static int Digits(Int128 value)
    {
        var digits = 1;

        for (var rest = Int128.Abs(value) / 10; rest > 0; rest /= 10)
        {
            digits++;
        }

        return digits;
    }

    private static Int128 Power(int exponent)
    {
        Int128 result = 1;

        for (var i = 0; i < exponent; i++)
        {
            result *= 10;
        }

        return result;
    }
}
