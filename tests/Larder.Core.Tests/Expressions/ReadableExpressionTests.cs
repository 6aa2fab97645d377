using System.Linq.Expressions;
using Larder.Expressions;

namespace Larder.Core.Tests.Expressions;

public class ReadableExpressionTests
{
    [Fact]
    public void Lambdas_read_as_they_were_written()
    {
        Of(l => l.Quantity * l.Price).ShouldBe("e => e.Quantity * e.Price");
        Of(l => (l.Quantity + 1) * 2).ShouldBe("e => (e.Quantity + 1) * 2");
        Of(l => l.Quantity - (1 - l.Quantity)).ShouldBe("e => e.Quantity - (1 - e.Quantity)");
        Of(l => l.Quantity - 1 - l.Quantity).ShouldBe("e => e.Quantity - 1 - e.Quantity");
        Of(l => -l.Price).ShouldBe("e => -e.Price");
        Of(l => l.Paid ? l.Discount : null).ShouldBe("e => e.Paid ? e.Discount : null");
        Of(l => !l.Code.StartsWith('C') && (l.Paid || l.Quantity >= 3)).ShouldBe("e => !e.Code.StartsWith('C') && (e.Paid || e.Quantity >= 3)");
        Of(l => l.Note ?? "a\\\"b").ShouldBe("e => e.Note ?? \"a\\\\\\\"b\"");
        Of(l => FeatureMath.Ratio(l.Price, 0.1)).ShouldBe("e => FeatureMath.Ratio(e.Price, 0.1)");
        Of(l => new[] { 1, l.Quantity }.Length).ShouldBe("e => new int[] { 1, e.Quantity }.Length");
        Of(l => new MixedSale(l.Code) { Quantity = 3 }).ShouldBe("e => new MixedSale(e.Code) { Quantity = 3 }");
        Of(l => new List<int> { 1, l.Quantity }.Count).ShouldBe("e => new List<int>() { 1, e.Quantity }.Count");
        Of(l => (object)l.Code is string).ShouldBe("e => (object)e.Code is string");
        Of(l => Enumerable.Empty<int>().Any(x => x > l.Quantity)).ShouldBe("e => Enumerable.Any(Enumerable.Empty(), f => f > e.Quantity)");
        Of(l => l.Price + double.NegativeInfinity).ShouldBe("e => e.Price + -Infinity");
        Of(l => l.Paid == true).ShouldBe("e => e.Paid == true");
        Of(l => l.Note == null).ShouldBe("e => e.Note == null");
        Of(l => l.At - new DateTime(2011, 12, 9, 8, 26, 0, DateTimeKind.Utc) > TimeSpan.FromMinutes(90)).ShouldBe("e => e.At - new DateTime(2011, 12, 9, 8, 26, 0, DateTimeKind.Utc) > TimeSpan.FromMinutes(90)");
    }

    [Fact]
    public void Conversions_are_shown_where_csharp_needs_them()
    {
        Of(l => (int)l.Price).ShouldBe("e => (int)e.Price");
        Of(l => (double)l.Quantity / 2).ShouldBe("e => (double)e.Quantity / 2");
        Of(l => 1.0 / l.Quantity).ShouldBe("e => (double)1 / e.Quantity");
        Of(l => (double)(l.Quantity + 1) / l.Quantity).ShouldBe("e => (double)(e.Quantity + 1) / e.Quantity");
        Of(l => l.Quantity / 2).ShouldBe("e => e.Quantity / 2");
        Of(l => l.Price / l.Quantity).ShouldBe("e => e.Price / e.Quantity");
        Of(l => (double?)l.Quantity * 2).ShouldBe("e => e.Quantity * 2");
    }

    [Theory]
    [InlineData(
        "Larder.FeatureMath.Ratio(Convert:Nullable`1[Double]($0.Where((1 => ($1.Quantity:Int32 GreaterThan Int32 10))).Sum((1 => Convert:Nullable`1[Double]($1.Amount:Double)), Larder.Window 604800s)), Convert:Nullable`1[Double]($0.Count(Larder.Window lifetime)))",
        "w => FeatureMath.Ratio(w.Where(e => e.Quantity > 10).Sum(e => e.Amount, Window.Days(7)), w.Count(Window.Lifetime))")]
    [InlineData("$0.Count(Larder.Window 5400s)", "w => w.Count(Window.Minutes(90))")]
    [InlineData("$0.Count(Larder.Window 7200s)", "w => w.Count(Window.Hours(2))")]
    [InlineData("$0.Count(Larder.Window 0.5s)", "w => w.Count(Window.Of(TimeSpan.FromSeconds(0.5)))")]
    [InlineData("Larder.FeatureMath.Ratio(Convert:Nullable`1[Double]($0.Value:Double), $1.Average30d:Nullable`1[Double])", "FeatureMath.Ratio(e.Value, f.Average30d)")]
    [InlineData("String null", "null")]
    [InlineData("($0.Day:DayOfWeek Equal DayOfWeek Monday)", "e => e.Day == DayOfWeek.Monday")]
    [InlineData("Shop.Rules+Inner.Limit:Int32", "Inner.Limit")]
    public void Texts_of_recorded_definitions_are_read(string canonical, string readable) => ReadableExpression.Of(canonical).ShouldBe(readable);

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("$0.")]
    [InlineData("($0.A:Int32 Becomes Int32 1)")]
    [InlineData("($0.A:Int32 Add Int32 1")]
    [InlineData("if($0.A:Boolean, Int32 1)")]
    [InlineData("Int32 \"open")]
    [InlineData("Thing a value with blanks")]
    [InlineData("86400s")]
    [InlineData("$99999999999.A:Int32")]
    [InlineData("some text, not of a lambda")]
    public void Any_other_text_stays_what_it_is(string text) => ReadableExpression.Of(text).ShouldBe(text);

    [Fact]
    public void No_cut_or_damaged_text_ends_in_an_error()
    {
        const string Text = "if((Not:Boolean($0.Paid:Boolean) AndAlso ($0.Code:String Equal String \"a\\\"b\")), new Shop.Sale(Char \"C\") { Quantity = Int32 3; }, System.Linq.Enumerable.Any[Int32](items Int32(Int32 1), (1 => ($1 GreaterThan default Int32))))";
        ReadableExpression.Of(Text).ShouldBe("e => !e.Paid && e.Code == \"a\\\"b\" ? new Sale('C') { Quantity = 3 } : Enumerable.Any(new int[] { 1 }, f => f > default(int))");
        for (var at = 0; at < Text.Length; at++)
        {
            ReadableExpression.Of(Text[..at]);
            ReadableExpression.Of(Text[at..]);
            foreach (var c in "([\"])$.: \\")
            {
                ReadableExpression.Of($"{Text[..at]}{c}{Text[(at + 1)..]}");
                ReadableExpression.Of($"{Text[..at]}{c}{Text[at..]}");
            }
        }
    }

    private static string Of<T>(Expression<Func<Sale, T>> lambda) => ReadableExpression.Of(Fingerprint.Of(ConstantFolder.Fold(lambda, "View v")));
}
