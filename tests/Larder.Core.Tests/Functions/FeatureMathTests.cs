using Larder.Errors;

namespace Larder.Core.Tests.Functions;

public class FeatureMathTests
{
    [Fact]
    public void A_ratio_is_null_where_it_is_not_defined()
    {
        FeatureMath.Ratio(3, 4).ShouldBe(0.75);
        FeatureMath.Ratio(3, 0).ShouldBeNull();
        FeatureMath.Ratio(null, 4).ShouldBeNull();
        FeatureMath.Ratio(3, null).ShouldBeNull();
    }

    [Theory]
    [InlineData("2019-01-15T12:00:00", "America/New_York", "2019-01-15T07:00:00")]
    [InlineData("2019-07-15T12:00:00", "America/New_York", "2019-07-15T08:00:00")]
    [InlineData("2018-11-04T05:30:00", "America/New_York", "2018-11-04T01:30:00")]
    [InlineData("2018-11-04T06:30:00", "America/New_York", "2018-11-04T01:30:00")]
    [InlineData("2019-01-15T20:00:00", "Asia/Kolkata", "2019-01-16T01:30:00")]
    public void A_local_time_is_what_clocks_in_the_zone_show(string utc, string zone, string local)
    {
        FeatureMath.LocalTime(Time(utc), zone).ShouldBe(Time(local));
    }

    [Fact]
    public void An_unknown_zone_is_refused()
    {
        Should.Throw<InvalidDefinitionException>(() => FeatureMath.LocalTime(Time("2019-01-15T12:00:00"), "New York")).Message
            .ShouldBe("There is no time zone 'New York'; give an IANA name such as America/New_York.");
    }

    private static DateTime Time(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
