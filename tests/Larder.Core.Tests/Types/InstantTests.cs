using Larder.Types;

namespace Larder.Core.Tests.Types;

public class InstantTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(-1, -1)]
    [InlineData(-10, -1)]
    [InlineData(-11, -2)]
    public void Digits_below_a_microsecond_are_dropped_also_before_1970(long ticks, long microseconds)
    {
        Instant.From(DateTime.UnixEpoch.AddTicks(ticks)).ShouldBe(new Instant(microseconds));
        Instant.From(new DateTimeOffset(DateTime.UnixEpoch.AddTicks(ticks)).ToOffset(TimeSpan.FromHours(5))).ShouldBe(new Instant(microseconds));
    }

    [Fact]
    public void A_time_of_no_kind_is_read_as_UTC() =>
        Instant.From(new DateTime(2011, 12, 9, 8, 26, 0, DateTimeKind.Unspecified)).ToString().ShouldBe("2011-12-09T08:26:00Z");

    [Fact]
    public void A_local_time_is_refused() =>
        Should.Throw<ArgumentException>(() => Instant.From(new DateTime(2011, 12, 9, 8, 26, 0, DateTimeKind.Local)))
            .Message.ShouldBe("A DateTime of kind Local means something else on every machine; give a UTC one. (Parameter 'time')");

    [Theory]
    [InlineData("2011-12-09", "2011-12-09T00:00:00Z")]
    [InlineData("2011-12-09T08:26", "2011-12-09T08:26:00Z")]
    [InlineData("2011-12-09T08:26Z", "2011-12-09T08:26:00Z")]
    [InlineData("2011-12-09 08:26:05", "2011-12-09T08:26:05Z")]
    [InlineData("2011-12-09t08:26:05z", "2011-12-09T08:26:05Z")]
    [InlineData(" 2011-12-09T08:26:05.5Z ", "2011-12-09T08:26:05.500000Z")]
    [InlineData("2011-12-09T08:26:05.123456+01:00", "2011-12-09T07:26:05.123456Z")]
    [InlineData("2011-12-09T08:26:05.123456999Z", "2011-12-09T08:26:05.123456Z")]
    [InlineData("1969-12-31T23:59:59.9999999-00:30", "1970-01-01T00:29:59.999999Z")]
    [InlineData("0001-01-01", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    public void RFC_3339_is_read(string text, string instant)
    {
        Instant.TryParse(text, out var read).ShouldBeTrue();
        read.ToString().ShouldBe(instant);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("08:26")]
    [InlineData("9/12/2011")]
    [InlineData("2011-02-29")]
    [InlineData("2011-12-09T25:00:00Z")]
    [InlineData("2011-12-09T08:26:05.Z1")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    public void Anything_else_is_not_guessed_at(string? text)
    {
        Instant.TryParse(text, out var read).ShouldBeFalse();
        read.ShouldBe(default);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var instant = new Instant(random.NextInt64(-62_135_596_800_000_000, 253_402_300_800_000_000) / (i % 2 == 0 ? 1 : 1_000_000) * (i % 2 == 0 ? 1 : 1_000_000));

            Instant.TryParse(instant.ToString(), out var read).ShouldBeTrue(instant.ToString());
            read.ShouldBe(instant);
            Instant.From(instant.ToDateTime()).ShouldBe(instant);
        }
    }

    [Fact]
    public void Beyond_the_calendar_an_instant_is_written_in_microseconds_and_is_no_date()
    {
        new Instant(long.MinValue).ToString().ShouldBe("-9223372036854775808us");
        Should.Throw<InvalidOperationException>(() => new Instant(long.MaxValue).ToDateTime())
            .Message.ShouldBe("The instant 9223372036854775807us lies outside the years 1 to 9999.");
    }

    [Fact]
    public void Instants_are_ordered_and_moved_by_spans()
    {
        var (early, late) = (new Instant(-5), new Instant(5));

        (late - TimeSpan.FromMicroseconds(10)).ShouldBe(early);
        (early + TimeSpan.FromMicroseconds(10)).ShouldBe(late);
        (early < late && late > early && early <= late && late >= early && early.CompareTo(late) < 0).ShouldBeTrue();
        (late < early || early > late || late <= early || early >= late).ShouldBeFalse();
    }
}
