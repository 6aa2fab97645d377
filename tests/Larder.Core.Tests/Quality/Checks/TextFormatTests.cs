using Larder.Quality.Checks;

namespace Larder.Core.Tests.Quality.Checks;

public class TextFormatTests
{
    [Theory]
    [InlineData("2001:db8::1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("1:2:3:4:5:6:7::")]
    [InlineData("::2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("FE80:0:0:0:0:0:0:abcd")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("1:2:3:4:5:6:10.0.0.1")]
    [InlineData("1::5:10.0.0.1")]
    [InlineData("64:ff9b::192.0.2.33")]
    public void Addresses_of_IPv6(string text)
    {
        TextFormat.Ipv6.IsMatch(text).ShouldBeTrue();
        System.Net.IPAddress.TryParse(text, out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("::10.0.0.256")]
    [InlineData("1:2:3:4:5:6:7:10.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1\n")]
    public void Texts_that_are_no_addresses_of_IPv6(string text) => TextFormat.Ipv6.IsMatch(text).ShouldBeFalse();

    [Theory]
    [InlineData("{}", true)]
    [InlineData(" [1, -2.5e3, true, null, \"a\\u00e9\\ud83d\\udca5\"]\n", true)]
    [InlineData("1e999", true)]
    [InlineData("{\"a\": 1, \"a\": 2}", true)]
    [InlineData("", false)]
    [InlineData("01", false)]
    [InlineData("[1,]", false)]
    [InlineData("[NaN]", false)]
    [InlineData("{a: 1}", false)]
    [InlineData("// nothing\n1", false)]
    [InlineData("1 2", false)]
    [InlineData("\"\\ud800\"", false)]
    [InlineData("{\"\\ud800\": 1}", false)]
    [InlineData("\"a\tb\"", false)]
    [InlineData("\ufeff1", false)]
    public void Json_is_that_of_its_standard(string text, bool isJson) => TextFormat.Json.IsMatch(text).ShouldBe(isJson);

    [Fact]
    public void Json_may_be_deep()
    {
        TextFormat.Json.IsMatch(new string('[', 100_000) + new string(']', 100_000)).ShouldBeTrue();
        TextFormat.Json.IsMatch(new string('[', 100_000) + new string(']', 99_999)).ShouldBeFalse();
    }
}
