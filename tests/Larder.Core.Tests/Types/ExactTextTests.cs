using Larder.Types;

namespace Larder.Core.Tests.Types;

public class ExactTextTests
{
    public static TheoryData<FeatureValue, string?> Known => new()
    {
        { FeatureValue.Null, null },
        { FeatureValue.Invalid, "invalid" },
        { FeatureValue.From(true), "bool true" },
        { FeatureValue.From(-7), "int32 -7" },
        { FeatureValue.From(long.MinValue), "int64 -9223372036854775808" },
        { FeatureValue.From(0.1f), "float32 3dcccccd" },
        { FeatureValue.From(0.1), "float64 3fb999999999999a" },
        { FeatureValue.From(-0.0), "float64 8000000000000000" },
        { FeatureValue.From(BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001)), "float64 7ff8000000000001" },
        { FeatureValue.From("a b\n\"ü"), "string a b\n\"ü" },
        { FeatureValue.From(string.Empty), "string " },
        { FeatureValue.From(new Instant(-1)), "timestamp -1" },
        { FeatureValue.From(new[] { 1L, 2L }), "int64[] AgEAAAAAAAAAAgAAAAAAAAA=" },
        { FeatureValue.From(new FeatureMap<double>([KeyValuePair.Create("a", 0.5)])), "map<string,float64> AQFhAAAAAAAA4D8=" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Values_are_written_without_loss(FeatureValue value, string? text)
    {
        ExactText.Of(value).ShouldBe(text);
        ExactText.TryParse(text, out var read).ShouldBeTrue();
        (read, read.IsInvalid).ShouldBe((value, value.IsInvalid));
    }

    [Theory]
    [InlineData("")]
    [InlineData("float64")]
    [InlineData("float64 12345678901234567")]
    [InlineData("float64 0.5")]
    [InlineData("int32 2147483648")]
    [InlineData("bool yes")]
    [InlineData("decimal 1")]
    [InlineData("int64[] AgEAAAAAAAAAAgAAAAAAAA==")]
    [InlineData("int64[] ???")]
    public void Other_text_is_refused(string text) => ExactText.TryParse(text, out _).ShouldBeFalse();
}
