using System.Globalization;
using System.Text;

namespace Larder.Ingestion;

/// <summary>The quick way to read numbers gives the bits of the general way, or leaves it to that.</summary>
public sealed class PlainNumberTests
{
    [Fact]
    public void Numbers_of_up_to_fifteen_digits_have_the_bits_of_the_general_way()
    {
        var random = new Random(5);
        var read = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var digits = new string([.. Enumerable.Range(0, random.Next(1, 18)).Select(_ => (char)('0' + random.Next(10)))]);
            var text = (random.Next(4) == 0 ? "-" : string.Empty) + (random.Next(4) == 0 ? digits : digits.Insert(random.Next(digits.Length + 1), "."));
            if (TextParser.TryPlainNumber(Encoding.UTF8.GetBytes(text), out var number))
            {
                BitConverter.DoubleToInt64Bits(number).ShouldBe(BitConverter.DoubleToInt64Bits(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)), text);
                read++;
            }
        }

        read.ShouldBeGreaterThan(100_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("1234567890123456")]
    public void Anything_else_is_left_to_it(string text) => TextParser.TryPlainNumber(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();
}
