using System.Globalization;
using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;

namespace Larder.Core.Tests.Expressions;

public class ConstantFolderTests
{
    private static readonly double Rate = 1.2;
    private readonly int _limit = 5;
    private readonly Settings? _none = Settings.Unknown;

    private static TimeSpan Week => TimeSpan.FromDays(7);

    private int Broken => _limit > 0 ? throw new FormatException("bad setting") : 0;

    [Fact]
    public void Captured_values_become_constants()
    {
        var local = 2.5;
        var settings = new Settings { Country = "UK" };
        var day = new DateTime(2011, 12, 9, 0, 0, 0, DateTimeKind.Utc);
        var kind = DayOfWeek.Monday;

        Folded(l => l.Price > local).ShouldBe("l => (l.Price > 2.5)");
        Folded(l => l.Quantity > _limit).ShouldBe("l => (l.Quantity > 5)");
        Folded(l => l.Price * Rate).ShouldBe("l => (l.Price * 1.2)");
        Folded(l => l.Code == settings.Country).ShouldBe("l => (l.Code == \"UK\")");
        Folded(l => l.At.DayOfWeek == kind).ShouldBe("l => (Convert(l.At.DayOfWeek, Int32) == Convert(Monday, Int32))");
        Folded(l => l.At - day > Week).ShouldBe(string.Create(CultureInfo.CurrentCulture, $"l => ((l.At - {day}) > 7.00:00:00)"));
        Folded(l => l.Code == string.Empty).ShouldBe("l => (l.Code == \"\")");
        Folded(l => l.Price / double.Epsilon).ShouldBe("l => (l.Price / 5E-324)");
    }

    [Fact]
    public void A_captured_variable_that_changes_later_changes_nothing()
    {
        var limit = 1;
        Expression<Func<Sale, bool>> lambda = l => l.Quantity > limit;
        var folded = ConstantFolder.Fold(lambda, "View v");

        limit = 99;

        folded.ToString().ShouldBe("l => (l.Quantity > 1)");
    }

    [Fact]
    public void What_is_no_constant_may_not_be_captured()
    {
        var codes = new List<string> { "a" };
        Func<Sale, double> amount = l => l.Amount;

        Refused(l => codes.Contains(l.Code)).ShouldBe("View v captures 'codes' of type List<string>; only constants (bool, numbers, string, DateTime, TimeSpan, enums, float[], long[], double[], string[], FeatureMap) may be captured.");
        Refused(l => amount(l)).ShouldBe("View v captures 'amount' of type Func<Sale, double>; only constants (bool, numbers, string, DateTime, TimeSpan, enums, float[], long[], double[], string[], FeatureMap) may be captured.");
        Refused(l => Own(l.Quantity)).ShouldBe(
            "View v calls a method of an object of type ConstantFolderTests that it captures; make the method static, or take what it needs as arguments.");
        Refused(l => l.Code == _none!.Country).ShouldBe("View v reads 'Country' of a captured null.");
    }

    [Fact]
    public void A_local_time_may_not_be_captured()
    {
        var day = new DateTime(2011, 12, 9, 0, 0, 0, DateTimeKind.Local);

        Refused(l => l.At > day).ShouldBe("View v captures 'day', a DateTime of kind Local, which means something else on every machine; make it UTC.");
    }

    [Fact]
    public void A_captured_property_that_throws_is_named()
    {
        Expression<Func<Sale, bool>> lambda = l => l.Quantity > Broken;

        var error = Should.Throw<UserCodeException>(() => ConstantFolder.Fold(lambda, "View v"));
        error.Message.ShouldBe("View v: the captured 'Broken' threw FormatException: bad setting");
        error.InnerException.ShouldBeOfType<FormatException>();
    }

    [Fact]
    public void Statics_that_cannot_change_may_be_used() =>
        Folded(l => l.Quantity.ToString(CultureInfo.InvariantCulture)).ShouldBe("l => l.Quantity.ToString(CultureInfo.InvariantCulture)");

    private static string Folded<T>(Expression<Func<Sale, T>> lambda) => ConstantFolder.Fold(lambda, "View v").ToString();

    private static string Refused<T>(Expression<Func<Sale, T>> lambda) => Should.Throw<InvalidDefinitionException>(() => ConstantFolder.Fold(lambda, "View v")).Message;

    private int Own(int value) => value + _limit;

    private sealed class Settings
    {
        public static Settings? Unknown => null;

        public string? Country { get; init; }
    }
}
