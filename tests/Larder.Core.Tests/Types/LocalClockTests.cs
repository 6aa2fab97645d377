using System.Globalization;
using Larder.Types;

namespace Larder.Core.Tests.Types;

public class LocalClockTests
{
    private const string Earlier = nameof(LocalTimePolicy.Earlier);
    private const string Later = nameof(LocalTimePolicy.Later);
    private const string Error = nameof(LocalTimePolicy.Error);

    [Theory]
    [InlineData("Europe/London", Error, "2011-07-01T12:00:00", "2011-07-01T11:00:00Z")]
    [InlineData("Europe/London", Error, "2011-12-09T08:26:00", "2011-12-09T08:26:00Z")]
    [InlineData("America/New_York", Error, "2011-12-09T08:26:00", "2011-12-09T13:26:00Z")]
    [InlineData("Europe/London", Earlier, "2011-03-27T01:30:00", "2011-03-27T01:30:00Z")] // impossible: moved to 02:30 BST
    [InlineData("Europe/London", Later, "2011-03-27T01:30:00", "2011-03-27T01:30:00Z")]
    [InlineData("Europe/London", Earlier, "2011-10-30T01:30:00", "2011-10-30T00:30:00Z")] // twice
    [InlineData("Europe/London", Later, "2011-10-30T01:30:00", "2011-10-30T01:30:00Z")]
    [InlineData("America/New_York", Earlier, "2011-03-13T02:30:00", "2011-03-13T07:30:00Z")] // impossible: moved to 03:30 EDT
    [InlineData("America/New_York", Later, "2011-03-13T02:30:00", "2011-03-13T07:30:00Z")]
    [InlineData("America/New_York", Earlier, "2011-11-06T01:30:00", "2011-11-06T05:30:00Z")] // twice
    [InlineData("America/New_York", Later, "2011-11-06T01:30:00", "2011-11-06T06:30:00Z")]
    [InlineData("Europe/London", Error, "2011-03-27T02:00:00", "2011-03-27T01:00:00Z")] // the first after the gap
    [InlineData("Europe/London", Error, "2011-10-30T02:00:00", "2011-10-30T02:00:00Z")] // the first after the fold
    [InlineData(null, Error, "2011-03-27T01:30:00", "2011-03-27T01:30:00Z")]
    public void Local_times_become_instants(string? zone, string policy, string local, string instant)
    {
        new LocalClock(zone, Enum.Parse<LocalTimePolicy>(policy)).TryToInstant(Parse(local), out var read, out var problem).ShouldBeTrue();

        read.ToString().ShouldBe(instant);
        problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("Europe/London", "2011-03-27T01:30:00", "does not exist in Europe/London, where the clocks were put forward")]
    [InlineData("Europe/London", "2011-10-30T01:00:00", "came twice in Europe/London, where the clocks were put back")]
    [InlineData("America/New_York", "2011-03-13T02:00:00", "does not exist in America/New_York, where the clocks were put forward")]
    [InlineData("America/New_York", "2011-11-06T01:59:59", "came twice in America/New_York, where the clocks were put back")]
    public void By_default_gap_and_fold_are_errors(string zone, string local, string message)
    {
        new LocalClock(zone, LocalTimePolicy.Error).TryToInstant(Parse(local), out var read, out var problem).ShouldBeFalse();

        problem.ShouldBe(message);
        read.ShouldBe(default);
    }

    [Theory]
    [InlineData(null, DateTimeKind.Local)]
    [InlineData("Europe/London", DateTimeKind.Utc)]
    public void The_kind_of_the_time_does_not_matter(string? zone, DateTimeKind kind)
    {
        new LocalClock(zone, LocalTimePolicy.Error).TryToInstant(DateTime.SpecifyKind(Parse("2011-12-09T08:26:00"), kind), out var read, out _).ShouldBeTrue();

        read.ToString().ShouldBe("2011-12-09T08:26:00Z");
    }

    [Theory]
    [InlineData("Europe/London", true)]
    [InlineData("Mars/Olympus", false)]
    [InlineData(null, false)]
    public void Zones_are_known_by_name(string? zone, bool known) => LocalClock.IsZone(zone).ShouldBe(known);

    private static DateTime Parse(string text) => DateTime.ParseExact(text, "s", CultureInfo.InvariantCulture);
}
