using System.Globalization;
using System.Linq.Expressions;
using Larder.Expressions;

namespace Larder.Core.Tests.Expressions;

public class FingerprintTests
{
    [Fact]
    public void The_form_does_not_change()
    {
        Of(l => l.Quantity * l.Price).ShouldBe("(Convert:Double($0.Quantity:Int32) Multiply $0.Price:Double)");
        Of(l => l.Paid ? l.Discount : null).ShouldBe("if($0.Paid:Boolean, $0.Discount:Nullable`1[Double], Nullable`1[Double] null)");
        Of(l => !l.Code.StartsWith('C')).ShouldBe("Not:Boolean($0.Code:String.StartsWith(Char \"C\"))");
        Of(l => l.Note ?? "a\\\"b").ShouldBe("($0.Note:String Coalesce String \"a\\\\\\\"b\")");
        Of(l => FeatureMath.Ratio(l.Price, 0.1)).ShouldBe("Larder.FeatureMath.Ratio(Convert:Nullable`1[Double]($0.Price:Double), Convert:Nullable`1[Double](Double 0.1))");
        Of(l => new[] { 1, l.Quantity }.Length).ShouldBe("ArrayLength:Int32(items Int32(Int32 1, $0.Quantity:Int32))");
        Of(l => new MixedSale(l.Code) { Quantity = 3 }).ShouldBe(
            "new Larder.Core.Tests.Expressions.MixedSale($0.Code:String) { Quantity = Int32 3; }");
        Of(l => new List<int> { 1, 2 }.Count).ShouldBe("new System.Collections.Generic.List`1[Int32]() +(Int32 1) +(Int32 2).Count:Int32");
        Of(l => new { l.Quantity, Twice = 2 }).ShouldBe("new anonymous[Quantity,Twice]($0.Quantity:Int32, Int32 2)");
        Of(l => (object)l.Code is string).ShouldBe("TypeIs:String(Convert:Object($0.Code:String))");
        Of(l => Enumerable.Empty<int>().Any(x => x > l.Quantity)).ShouldBe(
            "System.Linq.Enumerable.Any[Int32](System.Linq.Enumerable.Empty[Int32](), (1 => ($1 GreaterThan $0.Quantity:Int32)))");
    }

    [Fact]
    public void Constants_are_exact_and_of_their_type()
    {
        Of(l => l.Price + double.NaN).ShouldEndWith("Double NaN)");
        Of(l => l.Price + double.NegativeInfinity).ShouldEndWith("Double -Infinity)");
        Of(l => l.Price + -0.0).ShouldEndWith("Double -0)");
        Of(l => l.Price + 0.1f).ShouldNotBe(Of(l => l.Price + 0.1));
        Of(l => l.Big + 1L).ShouldNotBe(Of(l => l.Quantity + 1));
        Of(l => l.Paid && true).ShouldEndWith("Boolean True)");
        var (time, span) = (new DateTime(2011, 12, 9, 8, 26, 0, DateTimeKind.Utc).AddTicks(1), TimeSpan.FromMinutes(90));
        Of(l => l.At - time > span).ShouldBe("(($0.At:DateTime Subtract DateTime 2011-12-09T08:26:00.0000001Z) GreaterThan TimeSpan 01:30:00)");
    }

    [Fact]
    public void Captured_lists_and_maps_are_covered_element_by_element()
    {
        var (weights, words, map) = (new[] { 0.5f, -0f }, new[] { "a, b", "c" }, new FeatureMap<double>([KeyValuePair.Create("k", 0.1)]));
        var folded = ConstantFolder.Fold((Expression<Func<Sale, bool>>)(l => weights.Length + words.Length + map.Count > l.Quantity), "View v");

        weights[0] = 9;

        Fingerprint.Of(folded).ShouldContain("Single[] [0.5, -0])");
        Of(l => words.Length).ShouldBe("ArrayLength:Int32(String[] [\"a, b\", \"c\"])");
        Of(l => map.ContainsKey(l.Code)).ShouldBe("Larder.FeatureMap`1[Double] {\"k\": 0.1}.ContainsKey($0.Code:String)");
    }

    [Fact]
    public void Names_of_parameters_and_variables_mean_nothing()
    {
        var (limit, other) = (3, 3);
        Expression<Func<Sale, bool>> left = l => l.Quantity > limit;
        Expression<Func<Sale, bool>> right = sale => sale.Quantity > other;

        Of(left).ShouldBe(Of(right));
    }

    [Fact]
    public void Whatever_changes_the_computation_changes_the_text()
    {
        string[] texts =
        [
            Of(l => l.Quantity + 1), Of(l => l.Quantity + 2), Of(l => l.Quantity - 1), Of(l => checked(l.Quantity + 1)), Of(l => 1 + l.Quantity),
            Of(l => l.Big + 1), Of(l => (int)l.Big + 1), Of(l => (l.Quantity + 1) * 2), Of(l => l.Quantity + (1 * l.Quantity)),
            Of(l => Math.Abs(l.Quantity)), Of(l => Math.Sign(l.Quantity)), Of(l => MathF.Abs(l.Quantity)), Of(l => Math.Abs(l.Price)),
            Of(l => l.Code == "a"), Of(l => l.Code == "A"), Of(l => l.Code != "a"), Of(l => l.Note == "a"), Of(l => l.Code == null),
            Of(l => l.Code == "a\" Equal \"b"), Of(l => l.Code.Trim()), Of(l => l.Code.Trim('a')), Of(l => l.Code.TrimEnd()),
            Of(l => l.Paid ? 1 : 2), Of(l => l.Paid ? 2 : 1), Of(l => !l.Paid ? 1 : 2),
            Of(l => new MixedSale("a") { Quantity = 3 }), Of(l => new MixedSale("a") { Quantity = 4 }), Of(l => new PlainSale { Code = "a" }),
            Of(l => new { A = l.Code, B = l.Note }), Of(l => new { B = l.Code, A = l.Note }), Of(l => Inner.Round(l.Price)), Of(l => Round(l.Price)),
        ];

        texts.ShouldBeUnique();
    }

    [Fact]
    public void The_types_of_columns_count_for_they_decide_what_an_operator_does() =>
        Fingerprint.Of((Expression<Func<Whole, double>>)(l => l.A / l.B)).ShouldNotBe(Fingerprint.Of((Expression<Func<Real, double>>)(l => l.A / l.B)));

    [Fact]
    public void The_machines_culture_counts_for_nothing()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NegativeSign, comma.DateTimeFormat.DateSeparator) = (",", "~", "?");
        var day = new DateTime(2011, 12, 9, 0, 0, 0, DateTimeKind.Utc);
        var texts = new List<string>();
        var before = CultureInfo.CurrentCulture;
        foreach (var culture in new[] { CultureInfo.InvariantCulture, comma })
        {
            CultureInfo.CurrentCulture = culture;
            texts.Add(Of(l => l.Price > -1.5 && l.Quantity > -2 && l.At > day && l.Ratio > 2.5f));
        }

        CultureInfo.CurrentCulture = before;
        texts[0].ShouldBe(texts[1]);
        texts[0].ShouldContain("-1.5");
    }

    private static string Of<T>(Expression<Func<Sale, T>> lambda) => Fingerprint.Of(ConstantFolder.Fold(lambda, "View v"));

    private static double Round(double value) => Math.Round(value, 1);

    private sealed record Whole(int A, int B);

    private sealed record Real(double A, double B);

    private static class Inner
    {
        public static double Round(double value) => Math.Round(value, 2);
    }
}
