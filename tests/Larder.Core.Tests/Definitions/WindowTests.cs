using Larder.Errors;

namespace Larder.Core.Tests.Definitions;

public class WindowTests
{
    [Fact]
    public void A_window_is_its_width_however_it_is_written()
    {
        Window.Days(7).ShouldBe(Window.Hours(168));
        Window.Minutes(90).ShouldBe(Window.Of(TimeSpan.FromHours(1.5)));
        Window.Days(1.0 / 3).ShouldBe(Window.Hours(8));
        Window.Of(TimeSpan.FromTicks(19)).ShouldBe(Window.Of(TimeSpan.FromTicks(10)));
        Window.Lifetime.Width.ShouldBeNull();
    }

    [Fact]
    public void The_text_that_enters_hashes_is_in_seconds()
    {
        Window.Days(7).ToString().ShouldBe("604800s");
        Window.Of(TimeSpan.FromMicroseconds(1)).ToString().ShouldBe("0.000001s");
        Window.Lifetime.ToString().ShouldBe("lifetime");
    }

    [Theory]
    [InlineData(0, "A window of 00:00:00 has no width; give a positive one, for example Window.Days(7).")]
    [InlineData(-1, "A window of -1.00:00:00 would look into the future; windows reach back from the time asked for, so give a positive width, for example Window.Days(7).")]
    [InlineData(1e9, "A window of 1000000000 days is out of range; use Window.Lifetime for one without a lower bound.")]
    [InlineData(double.NaN, "A window of NaN days is out of range; use Window.Lifetime for one without a lower bound.")]
    public void Other_widths_are_refused(double days, string message) =>
        Should.Throw<InvalidDefinitionException>(() => Window.Days(days)).Message.ShouldBe(message);
}
