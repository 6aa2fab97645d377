using System.Globalization;
using Larder.Reference;

namespace Larder.Core.Tests.Expressions;

/// <summary>Generated on-demand functions over generated slots: the lambda itself, its row form and its column form give the same bits, are invalid together, or throw the same.</summary>
public class SlotFormsPropertyTests
{
    private static readonly int Cases = CaseCount.Of(2_000);

    /// <summary>Set to a case's number to see what it does.</summary>
    private const int First = 0;

    [Fact]
    public void The_three_forms_of_generated_functions_agree()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = FormsPropertyTests.Strange();
        try
        {
            var invalid = 0;
            for (var i = First; i < Cases; i++)
            {
                var random = new Random(100_000 + i);
                var sales = FormsPropertyTests.Sales(random, 24);
                var forms = new SlotForms(sales, new ExpressionGenerator(random).Lambda(), random);
                invalid += forms.Invalid;
                if (forms.Disagreement() is { } found)
                {
                    Assert.Fail($"Case {i}: {found}");
                }
            }

            invalid.ShouldBeGreaterThan(Cases / 10, "rows with invalid slots are met");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
