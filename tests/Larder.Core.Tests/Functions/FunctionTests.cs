namespace Larder.Core.Tests.Functions;

public class FunctionTests
{
    [Theory]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(9.999, 0)]
    [InlineData(10d, 1)]
    [InlineData(19.999, 1)]
    [InlineData(20d, 2)]
    [InlineData(double.PositiveInfinity, 2)]
    [InlineData(double.NaN, null)]
    [InlineData(null, null)]
    public void A_bin_is_closed_below_and_open_above(double? value, int? bin) => FeatureMath.Bucketize(value, 10, 20).ShouldBe(bin);

    [Fact]
    public void Edges_must_ascend()
    {
        Should.Throw<ArgumentException>(() => FeatureMath.Bucketize(1, 10, 10)).Message.ShouldBe("Bucketize has the edge 10 after 10; give edges in ascending order, each once.");
        Should.Throw<ArgumentException>(() => FeatureMath.Bucketize(null, 10, 2.5)).Message.ShouldBe("Bucketize has the edge 2.5 after 10; give edges in ascending order, each once.");
        Should.Throw<ArgumentException>(() => FeatureMath.Bucketize(1, 10, double.NaN)).Message.ShouldBe("Bucketize has the edge NaN after 10; give edges in ascending order, each once.");
        Should.Throw<ArgumentException>(() => FeatureMath.Bucketize(1)).Message.ShouldBe("Bucketize needs at least one edge, and none that is NaN.");
        Should.Throw<ArgumentException>(() => FeatureMath.Bucketize(1, double.NaN)).Message.ShouldBe("Bucketize needs at least one edge, and none that is NaN.");
    }

    [Fact]
    public void One_hot_marks_the_category_and_nothing_for_an_unknown_one()
    {
        FeatureMath.OneHot("b", "a", "b", "c").ShouldBe([0, 1, 0]);
        FeatureMath.OneHot("B", "a", "b", "c").ShouldBe([0, 0, 0]);
        FeatureMath.OneHot((string?)null, "a").ShouldBeNull();
        FeatureMath.OneHot(3, 1, 2, 3).ShouldBe([0, 0, 1]);
        FeatureMath.OneHot((long?)null, 1).ShouldBeNull();
    }

    /// <summary>Stored features depend on these numbers.</summary>
    [Fact]
    public void A_hash_bin_is_the_same_on_every_machine()
    {
        FeatureMath.HashBin("", 1_000_000).ShouldBe(514_342);
        FeatureMath.HashBin("United Kingdom", 1_000_000).ShouldBe(221_429);
        FeatureMath.HashBin(new string('ä', 1000), 1_000_000).ShouldBe(110_456);
        FeatureMath.HashBin(0, 1_000_000).ShouldBe(514_342);
        FeatureMath.HashBin(-1L, 1_000_000).ShouldBe(273_310);
        FeatureMath.HashBin("x", 1).ShouldBe(0);
        FeatureMath.HashBin((string?)null, 10).ShouldBeNull();
        FeatureMath.HashBin((long?)null, 10).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => FeatureMath.HashBin("x", 0)).ParamName.ShouldBe("bins");
        Should.Throw<ArgumentOutOfRangeException>(() => FeatureMath.HashBin(1, 0)).ParamName.ShouldBe("bins");
    }

    [Fact]
    public void Hash_bins_are_filled_evenly()
    {
        var texts = new int[16];
        var numbers = new int[16];
        for (var i = 0; i < 16_000; i++)
        {
            texts[FeatureMath.HashBin($"customer {i}", 16)!.Value]++;
            numbers[FeatureMath.HashBin(i, 16)!.Value]++;
        }

        texts.ShouldAllBe(n => n > 850 && n < 1150);
        numbers.ShouldAllBe(n => n > 850 && n < 1150);
    }

    [Fact]
    public void Scales_are_null_where_there_is_nothing_to_divide_by()
    {
        FeatureMath.MinMaxScale(15, 10, 20).ShouldBe(0.5);
        FeatureMath.MinMaxScale(25, 10, 20).ShouldBe(1.5);
        FeatureMath.MinMaxScale(15, 10, 10).ShouldBeNull();
        FeatureMath.MinMaxScale(null, 10, 20).ShouldBeNull();
        FeatureMath.MinMaxScale(1, null, 20).ShouldBeNull();
        FeatureMath.Standardize(15, 10, 2).ShouldBe(2.5);
        FeatureMath.Standardize(15, 10, 0).ShouldBeNull();
        FeatureMath.Standardize(15, 10, null).ShouldBeNull();
        FeatureMath.Clip(5, 1, 3).ShouldBe(3);
        FeatureMath.Clip(0, 1, 3).ShouldBe(1);
        FeatureMath.Clip(double.NaN, 1, 3).ShouldBe(double.NaN);
        FeatureMath.Clip(null, 1, 3).ShouldBeNull();
    }

    [Fact]
    public void Local_hours_and_days_follow_the_zone()
    {
        var night = Utc("2019-01-15T02:30:00");
        FeatureMath.HourOfDay(night, "America/New_York").ShouldBe(21);
        FeatureMath.DayOfWeek(night, "America/New_York").ShouldBe(1, "Monday");
        FeatureMath.DayOfWeek(night, "Europe/London").ShouldBe(2);
        FeatureMath.DayOfWeek(Utc("2019-01-20T12:00:00"), "Europe/London").ShouldBe(7, "Sunday");
        FeatureMath.IsWeekend(Utc("2019-01-19T03:00:00"), "America/New_York").ShouldBe(false, "still Friday");
        FeatureMath.IsWeekend(Utc("2019-01-19T03:00:00"), "Europe/London").ShouldBe(true);
        FeatureMath.IsHoliday(Utc("2019-12-26T01:00:00"), "America/New_York", HolidayCalendar.UnitedStatesFederal).ShouldBe(true);
        FeatureMath.IsHoliday(Utc("2019-12-26T01:00:00"), "Europe/Paris", HolidayCalendar.UnitedStatesFederal).ShouldBe(false);
        FeatureMath.IsHoliday(Utc("1985-12-25T12:00:00"), "Europe/Paris", HolidayCalendar.UnitedStatesFederal).ShouldBeNull();
        FeatureMath.HourOfDay(null, "Europe/London").ShouldBeNull();
        FeatureMath.DayOfWeek(null, "Europe/London").ShouldBeNull();
        FeatureMath.IsWeekend(null, "Europe/London").ShouldBeNull();
        FeatureMath.IsHoliday(null, "Europe/London", HolidayCalendar.EnglandAndWales).ShouldBeNull();
    }

    [Fact]
    public void Days_between_are_of_24_hours_or_of_the_zones_calendar()
    {
        var (from, to) = (Utc("2019-03-09T12:00:00"), Utc("2019-03-10T18:00:00"));
        FeatureMath.DaysBetween(from, to).ShouldBe(1.25);
        FeatureMath.DaysBetween(to, from).ShouldBe(-1.25);
        FeatureMath.DaysBetween(from, null).ShouldBeNull();
        FeatureMath.DaysBetween(null, to).ShouldBeNull();
        FeatureMath.DaysBetween(from, to, "America/New_York").ShouldBe(1);
        FeatureMath.DaysBetween(Utc("2019-03-10T04:59:59"), Utc("2019-03-10T05:00:00"), "America/New_York").ShouldBe(1);
        FeatureMath.DaysBetween(Utc("2019-03-10T05:00:00"), Utc("2019-03-11T03:59:59"), "America/New_York").ShouldBe(0, "a day of 23 hours");
        FeatureMath.DaysBetween(to, from, "America/New_York").ShouldBe(-1);
        FeatureMath.DaysBetween(null, to, "America/New_York").ShouldBeNull();
    }

    [Fact]
    public void Distances_are_those_of_great_circles()
    {
        FeatureMath.Haversine(36.12, -86.67, 33.94, -118.40)!.Value.ShouldBe(2886.448, 0.001, "Nashville to Los Angeles, Rosetta Code's example on this radius");
        FeatureMath.Haversine(0, 0, 0, 180)!.Value.ShouldBe(Math.PI * 6371.0088, 1e-9, "half around");
        FeatureMath.Haversine(90, 0, -90, 77)!.Value.ShouldBe(Math.PI * 6371.0088, 1e-9, "pole to pole");
        FeatureMath.Haversine(0, 179.5, 0, -179.5)!.Value.ShouldBe(Math.PI * 6371.0088 / 180, 1e-9, "over the date line");
        FeatureMath.Haversine(51.5, -0.1, 51.5, -0.1).ShouldBe(0);
        FeatureMath.Haversine(90.1, 0, 0, 0).ShouldBe(double.NaN);
        FeatureMath.Haversine(0, double.PositiveInfinity, 0, 0).ShouldBe(double.NaN);
        FeatureMath.Haversine(double.NaN, 0, 0, 0).ShouldBe(double.NaN);
        FeatureMath.Haversine(null, 0, 0, 0).ShouldBeNull();
        FeatureMath.Haversine(0, 0, 0, null).ShouldBeNull();
    }

    [Fact]
    public void Vectors_are_compared_by_their_angle()
    {
        FeatureMath.DotProduct([1f, 2, 3], [4f, 5, 6]).ShouldBe(32);
        FeatureMath.DotProduct([1d, 2, 3], [4d, 5, 6]).ShouldBe(32);
        FeatureMath.DotProduct([float.MaxValue], [float.MaxValue])!.Value.ShouldBe(1.1579207543382391E+77, 1e61);
        FeatureMath.CosineSimilarity([3f, 4], [4f, 3]).ShouldBe(0.96);
        FeatureMath.CosineSimilarity([3d, 4], [-3d, -4]).ShouldBe(-1);
        FeatureMath.CosineSimilarity([0.1f, 0.1f, 0.3f], [0.1f, 0.1f, 0.3f]).ShouldBe(1);
        FeatureMath.CosineSimilarity([0f, 0], [4f, 3]).ShouldBeNull();
        FeatureMath.CosineSimilarity([1d], [0d]).ShouldBeNull();
        FeatureMath.CosineSimilarity((float[]?)null, [4f, 3]).ShouldBeNull();
        FeatureMath.CosineSimilarity([4d, 3], null).ShouldBeNull();
        FeatureMath.CosineSimilarity([double.NaN], [1d]).ShouldBe(double.NaN);
        Should.Throw<ArgumentException>(() => FeatureMath.DotProduct([1f], [1f, 2])).Message.ShouldBe("Lists of 1 and 2 numbers are not of one space; make both of one length.");
        Should.Throw<ArgumentException>(() => FeatureMath.CosineSimilarity([1d], [])).Message.ShouldBe("Lists of 1 and 0 numbers are not of one space; make both of one length.");
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("", 0, 0)]
    [InlineData("  \t", 3, 0)]
    [InlineData("white hanging heart", 19, 3)]
    [InlineData(" a\u00a0b,c\r\nd ", 10, 3)]
    [InlineData("🥫 tin", 5, 2)]
    public void Text_is_measured_in_code_points_and_tokens(string? text, int? length, int? tokens)
    {
        FeatureMath.TextLength(text).ShouldBe(length);
        FeatureMath.TokenCount(text).ShouldBe(tokens);
    }

    [Fact]
    public void Half_a_surrogate_pair_counts_as_a_code_point()
    {
        FeatureMath.TextLength("\ud83e").ShouldBe(1);
        FeatureMath.TextLength("\udd6b\ud83e\udd6b\ud83e").ShouldBe(3);
        FeatureMath.TokenCount("\udd6b \ud83e").ShouldBe(2);
    }

    private static DateTime Utc(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal);
}
