using System.Globalization;
using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Core.Tests.Expressions;

/// <summary>A compiled row function gives what the lambda gives on the object itself: the same bits or the same exception.</summary>
public class RowCompilerTests
{
    private static readonly IReadOnlyList<Sale> Sales = Rows.Sales(500);

    [Fact]
    public void Columns_of_every_type_are_read()
    {
        Rows.Agree(Sales, l => l.Code);
        Rows.Agree(Sales, l => l.Note);
        Rows.Agree(Sales, l => l.Quantity);
        Rows.Agree(Sales, l => l.Maybe);
        Rows.Agree(Sales, l => l.Big);
        Rows.Agree(Sales, l => l.Ratio);
        Rows.Agree(Sales, l => l.Price);
        Rows.Agree(Sales, l => l.Discount);
        Rows.Agree(Sales, l => l.Paid);
        Rows.Agree(Sales, l => l.Checked);
        Rows.Agree(Sales, l => l.At);
        Rows.Agree(Sales, l => l.Sent);
    }

    [Fact]
    public void Floating_point_arithmetic_is_that_of_the_language()
    {
        Rows.Agree(Sales, l => l.Quantity * l.Price);
        Rows.Agree(Sales, l => l.Price / l.Quantity);
        Rows.Agree(Sales, l => l.Price - l.Discount);
        Rows.Agree(Sales, l => (double)l.Ratio + l.Price);
        Rows.Agree(Sales, l => (float)l.Price);
        Rows.Agree(Sales, l => Math.Round(l.Price, 2, MidpointRounding.ToEven));
        Rows.Agree(Sales, l => Math.Max(l.Price, 0));
        Rows.Agree(Sales, l => -l.Price % 3);
        Rows.Agree(Sales, l => l.Price > 1 || l.Discount < 2);
    }

    [Fact]
    public void Integer_arithmetic_wraps_and_division_by_zero_throws_as_in_the_language()
    {
        Rows.Agree(Sales, l => l.Quantity * l.Quantity);
        Rows.Agree(Sales, l => l.Quantity + l.Big);
        Rows.Agree(Sales, l => checked(l.Quantity + 1));
        Rows.Agree(Sales, l => 7 / l.Quantity);
        Rows.Agree(Sales, l => l.Quantity / l.Maybe);
        Rows.Agree(Sales, l => l.Big / -1);
        Rows.Agree(Sales, l => l.Big % l.Quantity);
        Rows.Agree(Sales, l => (int)l.Big);
        Rows.Agree(Sales, l => l.Quantity << 3 ^ 5);
    }

    [Fact]
    public void Nulls_are_lifted_as_in_the_language()
    {
        Rows.Agree(Sales, l => l.Maybe + 1);
        Rows.Agree(Sales, l => l.Discount > 0);
        Rows.Agree(Sales, l => l.Discount ?? -1);
        Rows.Agree(Sales, l => l.Note ?? l.Code);
        Rows.Agree(Sales, l => l.Checked == true && l.Paid);
        Rows.Agree(Sales, l => l.Checked & l.Paid);
        Rows.Agree(Sales, l => l.Maybe.HasValue ? l.Maybe!.Value : 0);
        Rows.Agree(Sales, l => l.Maybe!.Value);
        Rows.Agree(Sales, l => (double?)l.Quantity);
        Rows.Agree(Sales, l => l.Sent == null);
        Rows.Agree(Sales, l => l.Paid ? l.Discount : null);
    }

    [Fact]
    public void Texts_and_times_are_computed_as_in_the_language()
    {
        Rows.Agree(Sales, l => !l.Code.StartsWith('C'));
        Rows.Agree(Sales, l => l.Code.StartsWith("C1", StringComparison.Ordinal));
        Rows.Agree(Sales, l => l.Code + "/" + l.Note);
        Rows.Agree(Sales, l => l.Code.ToUpperInvariant());
        Rows.Agree(Sales, l => l.Code.Substring(1, 1));
        Rows.Agree(Sales, l => l.Note!.Length);
        Rows.Agree(Sales, l => l.Code.Trim().Length);
        Rows.Agree(Sales, l => int.Parse(l.Code, CultureInfo.InvariantCulture));
        Rows.Agree(Sales, l => string.IsNullOrEmpty(l.Note));
        Rows.Agree(Sales, l => l.At.Hour);
        Rows.Agree(Sales, l => (l.Sent - l.At)!.Value.TotalDays);
        Rows.Agree(Sales, l => (int)l.At.DayOfWeek);
        Rows.Agree(Sales, l => l.At.AddDays(1));
    }

    [Fact]
    public void Captured_values_are_used()
    {
        var (limit, code, since) = (2.5, "C1", new DateTime(1970, 1, 3, 0, 0, 0, DateTimeKind.Utc));

        Rows.Agree(Sales, l => l.Price > limit && l.Code == code && l.At >= since);
    }

    [Fact]
    public void Computed_properties_and_methods_see_the_whole_event()
    {
        Rows.Agree(Sales, l => l.Amount);
        Rows.Agree(Sales, l => l.Length + l.Quantity);
        Rows.Agree(Sales, l => l.ToString());
        Rows.Agree(Sales, l => FeatureMath.Ratio(l.Amount, l.Quantity));
        Rows.Agree(Sales, l => Helper(l));
    }

    [Fact]
    public void Events_are_made_by_constructor_by_initialisers_and_by_both()
    {
        IReadOnlyList<InitSale> inits = [new() { Quantity = 3, Price = 1.5, Code = "a" }, new() { Quantity = 0, Price = null, Code = "b" }];
        IReadOnlyList<MixedSale> mixed = [new("a") { Quantity = 4 }, new("b")];
        IReadOnlyList<PlainSale> plain = [new() { Code = "p", Quantity = 1 }, new()];

        Rows.Agree(inits, l => l.Total);
        Rows.Agree(inits, l => l.Price * l.Quantity);
        Rows.Agree(mixed, l => l.Label);
        Rows.Agree(mixed, l => l.Code + l.Label);
        Rows.Agree(plain, l => l.Twice());
        Rows.Agree(plain, l => l.Quantity);
    }

    [Fact]
    public void Conditions_are_compiled_alike_and_name_themselves_when_they_throw()
    {
        var batch = Rows.Batch(Sales);
        Expression<Func<Sale, bool>> condition = l => 10 / l.Quantity > 1;
        var predicate = RowCompiler.CompilePredicate(condition, batch.Schema, "Rule plausible");
        var plain = condition.Compile();

        for (var row = 0; row < Sales.Count; row++)
        {
            if (Sales[row].Quantity != 0)
            {
                predicate(batch, row).ShouldBe(plain(Sales[row]));
                continue;
            }

            var error = Should.Throw<UserCodeException>(() => predicate(batch, row));
            error.Message.ShouldBe("Rule plausible threw DivideByZeroException: Attempted to divide by zero.");
            error.InnerException.ShouldBeOfType<DivideByZeroException>();
        }
    }

    [Fact]
    public void An_error_of_Larder_inside_a_lambda_stays_what_it_is()
    {
        var batch = Rows.Batch(Sales);
        Expression<Func<Sale, int>> lambda = l => Refuse(l.Quantity);
        var (function, type) = RowCompiler.Compile(lambda, batch.Schema, "Feature v:f");

        type.ShouldBe(ColumnType.Int32);
        Should.Throw<InvalidInputException>(() => function(batch, 0)).Message.ShouldBe("refused");
    }

    [Fact]
    public void A_result_that_is_no_column_is_refused()
    {
        Expression<Func<Sale, decimal>> lambda = l => l.Quantity;

        Should.Throw<InvalidDefinitionException>(() => RowCompiler.Compile(lambda, EventSchema.Of(typeof(Sale)), "Feature v:f"))
            .Message.ShouldBe("Feature v:f returns decimal; a value must be bool, int, long, float, double, string, DateTime, float[], long[], double[], string[], FeatureMap<long> or FeatureMap<double>.");
    }

    [Fact]
    public void Reading_columns_allocates_nothing()
    {
        var batch = Rows.Batch(Sales);
        Expression<Func<Sale, double?>> lambda = l => l.Quantity * l.Price - l.Discount;
        var (function, _) = RowCompiler.Compile(lambda, batch.Schema, "Feature v:f");
        function(batch, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = 0; row < Sales.Count; row++)
        {
            function(batch, row);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Edges_of_bins_are_made_once_in_both_forms()
    {
        var batch = Rows.Batch(Sales);
        Expression<Func<Sale, int?>> lambda = l => FeatureMath.Bucketize(l.Price, -1, 0, 2.5);
        var (function, type) = RowCompiler.Compile(lambda, batch.Schema, "Feature v:f");
        var column = ColumnCompiler.Compile(lambda, batch.Schema, "Feature v:f");
        var (rows, target) = (Enumerable.Range(0, Sales.Count).ToArray(), Column.Create(type, Sales.Count));
        function(batch, 0);
        column.Fill(batch, rows, 1, target, 0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = 0; row < Sales.Count; row++)
        {
            function(batch, row);
        }

        column.Fill(batch, rows, rows.Length, target, 0);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static double Helper(Sale sale) => sale.Price + sale.Quantity;

    private static int Refuse(int value) => value == 12_345 ? value : throw new InvalidInputException("refused");
}
