using System.Buffers;
using Larder.Errors;
using Larder.Types;

namespace Larder.Core.Tests.Types;

public class VarintTests
{
    [Fact]
    public void Numbers_of_every_length_are_read_back()
    {
        long[] numbers =
        [
            0, long.MinValue, long.MaxValue,
            .. Enumerable.Range(0, 63).SelectMany(bit => new[] { 1L << bit, -(1L << bit), (1L << bit) - 1, ~(1L << bit) }),
        ];
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new VarintWriter(buffer);
        foreach (var number in numbers)
        {
            writer.WriteSigned(number);
            writer.WriteUnsigned((ulong)number);
            writer.WriteFixed(number);
        }

        var reader = new VarintReader(buffer.WrittenSpan);
        foreach (var number in numbers)
        {
            reader.ReadSigned().ShouldBe(number);
            reader.ReadUnsigned().ShouldBe((ulong)number);
            reader.ReadFixed().ShouldBe(number);
        }

        reader.End();
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(-1, "01")]
    [InlineData(1, "02")]
    [InlineData(63, "7E")]
    [InlineData(64, "8001")]
    [InlineData(long.MinValue, "FFFFFFFFFFFFFFFFFF01")]
    public void Small_numbers_take_few_bytes(long number, string hex)
    {
        var buffer = new ArrayBufferWriter<byte>();
        new VarintWriter(buffer).WriteSigned(number);

        Convert.ToHexString(buffer.WrittenSpan).ShouldBe(hex);
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF")]
    public void A_number_without_end_is_damaged(string hex) =>
        Should.Throw<UnavailableException>(() => new VarintReader(Convert.FromHexString(hex)).ReadUnsigned())
            .Message.ShouldBe("An online row is damaged; materialize the view again.");
}
