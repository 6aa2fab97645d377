using System.Text;
using Larder.Server.Json;
using Larder.Types;

namespace Larder.Json;

public class InstantTextTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(999_999)]
    [InlineData(1_710_072_000_000_000)]
    [InlineData(1_710_072_000_100_000)]
    [InlineData(-62_135_596_800_000_000)]
    [InlineData(253_402_300_799_999_999)]
    public void The_text_is_the_instants_own(long microseconds)
    {
        Span<byte> text = stackalloc byte[InstantText.MaxLength];

        Encoding.ASCII.GetString(text[..InstantText.Format(new Instant(microseconds), text)]).ShouldBe(new Instant(microseconds).ToString());
    }

    [Theory]
    [InlineData("2024-03-10", "2024-03-10T00:00:00Z")]
    [InlineData("2024-03-10T12:00:00", "2024-03-10T12:00:00Z")]
    [InlineData("2024-03-10T12:00:00.1234567Z", "2024-03-10T12:00:00.123456Z")]
    [InlineData("2024-03-10T12:00:00-05:30", "2024-03-10T17:30:00Z")]
    [InlineData("10 March 2024", null)]
    [InlineData("2024-03-10 12:00:00", null)]
    [InlineData("2024-03-10T12", null)]
    [InlineData("2024-13-10T12:00:00Z", null)]
    [InlineData("2024-03-10T12:00:00ZZ", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_RFC_3339_is_read(string? text, string? read) =>
        (InstantText.TryParse(text, out var instant) ? instant.ToString() : null).ShouldBe(read);
}
