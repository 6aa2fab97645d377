using Larder.Functions;

namespace Larder.Core.Tests.Functions;

/// <summary>The deterministic functions against those of the C library, which err by less than one unit in the last place.</summary>
public class ElementaryTests
{
    private const int Cases = 200_000;

    [Fact]
    public void Exponential_and_logarithms_are_within_their_bounds()
    {
        var random = new Random(5);
        for (var i = 0; i < Cases; i++)
        {
            var x = (random.NextDouble() - 0.5) * 1400;
            Within(FeatureMath.Exp(x), Math.Exp(x), 2, x);
            var small = (random.NextDouble() - 0.5) * Math.ScaleB(1, -random.Next(50));
            Within(FeatureMath.Exp(small), Math.Exp(small), 2, small);

            var positive = Math.ScaleB(1 + random.NextDouble(), random.Next(-1070, 1023));
            Within(FeatureMath.Log(positive), Math.Log(positive), 2, positive);
            Within(FeatureMath.Log(1 + small), Math.Log(1 + small), 2, 1 + small);
            Within(FeatureMath.Log1p(small), Kahan(small), 4, small);
            Within(FeatureMath.Log1p(positive), Kahan(positive), 4, positive);
        }
    }

    [Fact]
    public void Sine_and_cosine_are_within_their_bound_for_angles_of_any_size()
    {
        var random = new Random(6);
        for (var i = 0; i < Cases; i++)
        {
            foreach (var x in new[] { (random.NextDouble() - 0.5) * 20, (random.NextDouble() - 0.5) * 2e6, Math.ScaleB(random.NextDouble() - 0.5, random.Next(-60, 1024)), Math.Round((random.NextDouble() - 0.5) * 1e6) * (Math.PI / 4) })
            {
                Near(FeatureMath.Sin(x), Math.Sin(x), x);
                Near(FeatureMath.Cos(x), Math.Cos(x), x);
            }
        }
    }

    [Fact]
    public void The_angle_of_a_point_is_within_its_bound()
    {
        var random = new Random(7);
        for (var i = 0; i < Cases; i++)
        {
            var (y, x) = (Math.ScaleB(random.NextDouble() - 0.5, random.Next(-30, 30)), Math.ScaleB(random.NextDouble() - 0.5, random.Next(-30, 30)));
            Within(FeatureMath.Atan2(y, x), Math.Atan2(y, x), 3, y / x);
        }

        double[] ends = [0, -0.0, 1, -1, double.PositiveInfinity, double.NegativeInfinity];
        foreach (var y in ends)
        {
            foreach (var x in ends)
            {
                Within(FeatureMath.Atan2(y, x), Math.Atan2(y, x), 1, y);
            }
        }

        FeatureMath.Atan2(double.NaN, 1).ShouldBe(double.NaN);
        FeatureMath.Atan2(1, double.NaN).ShouldBe(double.NaN);
    }

    [Fact]
    public void The_ends_of_the_range_are_those_of_the_mathematics()
    {
        FeatureMath.Exp(0).ShouldBe(1);
        FeatureMath.Exp(double.NegativeInfinity).ShouldBe(0);
        FeatureMath.Exp(double.PositiveInfinity).ShouldBe(double.PositiveInfinity);
        FeatureMath.Exp(710).ShouldBe(double.PositiveInfinity);
        FeatureMath.Exp(-746).ShouldBe(0);
        FeatureMath.Exp(-745).ShouldBe(double.Epsilon);
        FeatureMath.Exp(709.782712893384).ShouldBe(double.MaxValue, 1e300);
        FeatureMath.Exp(double.NaN).ShouldBe(double.NaN);
        FeatureMath.Log(1).ShouldBe(0);
        FeatureMath.Log(0).ShouldBe(double.NegativeInfinity);
        FeatureMath.Log(-0.0).ShouldBe(double.NegativeInfinity);
        FeatureMath.Log(-1).ShouldBe(double.NaN);
        FeatureMath.Log(double.PositiveInfinity).ShouldBe(double.PositiveInfinity);
        FeatureMath.Log(double.NaN).ShouldBe(double.NaN);
        FeatureMath.Log(double.Epsilon).ShouldBe(-744.4400719213812);
        FeatureMath.Log1p(-1).ShouldBe(double.NegativeInfinity);
        FeatureMath.Log1p(-2).ShouldBe(double.NaN);
        FeatureMath.Log1p(double.PositiveInfinity).ShouldBe(double.PositiveInfinity);
        FeatureMath.Log1p(double.NaN).ShouldBe(double.NaN);
        BitConverter.DoubleToInt64Bits(FeatureMath.Log1p(-0.0)).ShouldBe(BitConverter.DoubleToInt64Bits(-0.0));
        BitConverter.DoubleToInt64Bits(FeatureMath.Sin(-0.0)).ShouldBe(BitConverter.DoubleToInt64Bits(-0.0));
        FeatureMath.Cos(0).ShouldBe(1);
        FeatureMath.Sin(double.PositiveInfinity).ShouldBe(double.NaN);
        FeatureMath.Cos(double.NaN).ShouldBe(double.NaN);
    }

    [Fact]
    public void Null_gives_null()
    {
        double? none = null;
        double? one = 1;
        new[]
        {
            FeatureMath.Exp(none), FeatureMath.Exp2(none), FeatureMath.Log(none), FeatureMath.Log1p(none), FeatureMath.Sin(none), FeatureMath.Cos(none),
            FeatureMath.Atan2(none, one), FeatureMath.Atan2(one, none),
        }.ShouldAllBe(v => v == null);
        FeatureMath.Exp(one).ShouldBe(FeatureMath.Exp(1));
        FeatureMath.Exp2(one).ShouldBe(2);
        FeatureMath.Log(one).ShouldBe(0);
        FeatureMath.Log1p(one).ShouldBe(FeatureMath.Log1p(1));
        FeatureMath.Sin(one).ShouldBe(FeatureMath.Sin(1));
        FeatureMath.Cos(one).ShouldBe(FeatureMath.Cos(1));
        FeatureMath.Atan2(one, one).ShouldBe(Math.PI / 4);
    }

    /// <summary>The bits are part of stored training sets: another build, processor or operating system must give the same.</summary>
    [Fact]
    public void The_bits_are_these_on_every_machine()
    {
        var random = new Random(8);
        var hash = 0UL;
        for (var i = 0; i < 10_000; i++)
        {
            var x = Math.ScaleB(random.NextDouble() - 0.5, random.Next(-20, 40));
            foreach (var value in new[] { FeatureMath.Exp(x), FeatureMath.Log(Math.Abs(x)), FeatureMath.Log1p(x), FeatureMath.Sin(x), FeatureMath.Cos(x), FeatureMath.Atan2(x, 3), FeatureMath.Exp2(x) })
            {
                hash = StableHash.Of((long)hash ^ (double.IsNaN(value) ? 1 : BitConverter.DoubleToInt64Bits(value)));
            }
        }

        hash.ShouldBe(2_328_655_622_202_526_481UL);
    }

    /// <summary>ln(1 + x) by the rounded sum, corrected for its rounding: within three units.</summary>
    private static double Kahan(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : double.IsInfinity(sum) || sum - 1 == x ? Math.Log(sum) : Math.Log(sum) * (x / (sum - 1));
    }

    private static void Near(double ours, double theirs, double at)
    {
        if (!(Math.Abs(ours - theirs) <= 2.3e-16))
        {
            Assert.Fail($"at {at:R}: {ours:R} instead of {theirs:R}");
        }
    }

    private static void Within(double ours, double theirs, double units, double at)
    {
        if (!ours.Equals(theirs))
        {
            var unit = double.BitIncrement(Math.Abs(theirs)) - Math.Abs(theirs);
            (Math.Abs(ours - theirs) <= units * unit).ShouldBeTrue($"at {at:R}: {ours:R} instead of {theirs:R}, {Math.Abs(ours - theirs) / unit} units");
        }
    }
}
