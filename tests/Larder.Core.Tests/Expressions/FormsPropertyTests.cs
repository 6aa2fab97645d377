using System.Globalization;
using System.Linq.Expressions;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Expressions;

/// <summary>Generated lambdas over generated rows: the lambda itself, its row form and its column form give the same bits or throw the same.</summary>
public class FormsPropertyTests
{
    private static readonly int Cases = CaseCount.Of(2_000);

    /// <summary>Set to a case's number to see what it does.</summary>
    private const int First = 0;

    private static readonly double[] Doubles =
    [
        0, -0.0, 1, -2.5, 89.9, 1e300, double.MaxValue, double.MinValue, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001), BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000), 2_147_483_648, -9.3e18,
    ];

    private static readonly string[] Texts = ["", "C1", "c1", "ä", "İstanbul", "🥫 tin", "\ud83e", "-12", "2147483648", " x\t", new string('y', 300)];

    /// <summary>Around clock changes of the generator's zones, at both ends of the calendar, and before the epoch by a microsecond.</summary>
    private static readonly string[] Times =
    [
        "2019-03-10T06:59:59.999999Z", "2019-03-10T07:00:00Z", "2019-11-03T05:30:00Z", "2019-11-03T06:30:00Z", "2019-03-31T01:00:00Z", "2019-10-27T00:30:00Z", "2019-10-27T01:30:00Z",
        "2019-04-06T15:00:00Z", "2021-12-31T23:30:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z", "2020-02-29T12:00:00Z",
    ];

    [Fact]
    public void The_three_forms_of_generated_lambdas_agree()
    {
        var culture = CultureInfo.CurrentCulture;
        // A culture in which numbers, dates and the case of letters differ from the invariant one's.
        CultureInfo.CurrentCulture = Strange();
        try
        {
            var thrown = 0;
            for (var i = First; i < Cases; i++)
            {
                var random = new Random(i);
                var sales = Sales(random, 24);
                var batch = Rows.Batch(sales);
                var lambda = new ExpressionGenerator(random).Lambda();
                var forms = new Forms<Sale>(batch, sales, lambda);
                thrown += forms.Throws() ? 1 : 0;
                if (forms.Disagreement() is { } found)
                {
                    Assert.Fail($"Case {i}: {Smallest(batch, sales, lambda) ?? found}");
                }
            }

            thrown.ShouldBeInRange(Cases / 20, Cases / 2, "some lambdas throw for some rows, most do not");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>The disagreement of the smallest part of a lambda that has one.</summary>
    private static string? Smallest(EventBatch batch, IReadOnlyList<Sale> sales, LambdaExpression lambda)
    {
        var parts = new Parts();
        parts.Visit(lambda.Body);
        return parts.Found.Where(part => ColumnTypes.TryFrom(part.Type, out _))
            .OrderBy(part => part.ToString().Length)
            .Select(part => new Forms<Sale>(batch, sales, Expression.Lambda(part, lambda.Parameters)).Disagreement())
            .FirstOrDefault(found => found is not null);
    }

    internal static CultureInfo Strange()
    {
        var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (strange.NumberFormat.NumberDecimalSeparator, strange.NumberFormat.NegativeSign, strange.DateTimeFormat.DateSeparator) = (",", "~", "|");
        return strange;
    }

    internal static Sale[] Sales(Random random, int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ => new Sale(
            Pick(random, Texts), Maybe(random) ? null : Pick(random, Texts), Whole(random), Maybe(random) ? null : Whole(random),
            Pick(random, [0L, 1, -1, 7, long.MaxValue, long.MinValue]), (float)Pick(random, Doubles), Pick(random, Doubles), Maybe(random) ? null : Pick(random, Doubles),
            Maybe(random), Maybe(random) ? null : Maybe(random), Time(random), Maybe(random) ? null : Time(random))),
    ];

    private static int Whole(Random random) => Pick(random, [0, 1, -1, 2, 7, int.MaxValue, int.MinValue]);

    private static bool Maybe(Random random) => random.Next(3) == 0;

    private static DateTime Time(Random random) =>
        Instant.TryParse(Pick(random, Times), out var time) ? time.ToDateTime() : throw new InvalidOperationException("a time of the test cannot be read");

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];

    private sealed class Parts : ExpressionVisitor
    {
        public List<Expression> Found { get; } = [];

        public override Expression? Visit(Expression? node)
        {
            if (node is not null)
            {
                Found.Add(node);
            }

            return base.Visit(node);
        }
    }
}
