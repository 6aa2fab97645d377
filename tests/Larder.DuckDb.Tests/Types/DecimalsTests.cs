namespace Larder.DuckDb.Tests.Types;

public sealed class DecimalsTests
{
    [Fact]
    public void Scaling_and_back_is_the_identity_wherever_the_value_fits()
    {
        var random = new Random(1);

        for (var i = 0; i < 10_000; i++)
        {
            var value = new decimal(
                random.Next(), random.Next(), random.Next(2) == 0 ? 0 : random.Next(), random.Next(2) == 0, (byte)random.Next(29));
            var digits = Decimals.Digits(Decimals.Mantissa(value));
            var scale = random.Next(value.Scale, 39);
            var width = random.Next(scale == 0 ? 1 : scale, 39);

            if (digits + scale - value.Scale > width && value != 0)
            {
                Should.Throw<OverflowException>(() => Decimals.Scale(value, width, scale));
            }
            else
            {
                Decimals.ToDecimal(Decimals.Scale(value, width, scale), scale).ShouldBe(value);
            }
        }
    }

    [Fact]
    public void Zeros_at_the_end_do_not_count_as_digits()
    {
        Decimals.Scale(1.500m, 2, 1).ShouldBe((Int128)15);
        Decimals.Scale(0.000m, 1, 0).ShouldBe((Int128)0);
        Decimals.ToDecimal((Int128)decimal.MaxValue * 1000, 3).ShouldBe(decimal.MaxValue);
        Decimals.ToDecimal(5 * (Int128)Math.Pow(10, 9), 37).ShouldBe(0.0000000000000000000000000005m);
    }
}
