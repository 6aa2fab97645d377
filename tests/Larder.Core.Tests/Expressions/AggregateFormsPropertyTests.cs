using System.Linq.Expressions;
using Larder.Catalog;
using Larder.Expressions;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.Expressions;

/// <summary>The inputs of generated aggregate views: the row form and the column form of each give the same bits or throw the same; plain columns are what they name.</summary>
public class AggregateFormsPropertyTests
{
    private static readonly int Cases = CaseCount.Of(1_000);

    private static readonly Dictionary<Type, Type> Aggregated = new()
    {
        [typeof(int)] = typeof(long?),
        [typeof(long)] = typeof(long?),
        [typeof(float)] = typeof(double?),
        [typeof(double)] = typeof(double?),
        [typeof(bool)] = typeof(bool?),
        [typeof(string)] = typeof(string),
        [typeof(DateTime)] = typeof(DateTime?),
    };

    [Fact]
    public void Both_forms_of_the_inputs_of_generated_views_agree()
    {
        var (threw, plain) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var random = new Random(i);
            var sales = FormsPropertyTests.Sales(random, 24);
            var batch = Rows.Batch(sales);
            var value = i % 4 == 0 ? Named(random) : new ExpressionGenerator(random).Lambda();
            if (!Aggregated.TryGetValue(Nullable.GetUnderlyingType(value.ReturnType) ?? value.ReturnType, out var type))
            {
                continue;
            }

            var extractor = Extract(batch.Schema, value, type);
            for (var input = 0; input < extractor.Inputs.Count; input++)
            {
                plain += extractor.InputColumns[input] >= 0 ? 1 : 0;
                threw += Agree(i, batch, extractor, input, value) ? 0 : 1;
            }
        }

        threw.ShouldBeInRange(Cases / 40, Cases / 2, "some lambdas throw for some rows, most do not");
        plain.ShouldBeGreaterThan(Cases / 20, "some inputs are plain columns");
    }

    private static bool Agree(int number, EventBatch batch, AggregationExtractor extractor, int input, LambdaExpression lambda)
    {
        var fine = true;
        for (var row = 0; row < batch.Count; row++)
        {
            var (expected, error) = Forms.Try(() => extractor.Inputs[input](batch, row));
            var target = Column.Create(extractor.InputFills[input].Type, 1);
            var (found, columnError) = Forms.Try(() =>
            {
                extractor.InputFills[input].Fill(batch, [row], 1, target, 0);
                return target.Value(0);
            });
            if ((found, columnError?.Message, columnError?.GetType()) != (expected, error?.Message, error?.GetType()))
            {
                Assert.Fail($"Case {number}: {lambda}, row {row}: the column form gives {columnError?.Message ?? found.ToString()}, the row form {error?.Message ?? expected.ToString()}");
            }

            if (extractor.InputColumns[input] is >= 0 and var plain && (Canonical(batch.Columns[plain].Value(row)) != expected || error is not null))
            {
                Assert.Fail($"Case {number}: {lambda} as a plain column, row {row}: {batch.Columns[plain].Value(row)}, the row form gives {error?.Message ?? expected.ToString()}");
            }

            fine &= error is null;
        }

        return fine;
    }

    /// <summary>The value of <c>w.Last(value, Window.Days(1))</c>, after a condition now and then.</summary>
    private static AggregationExtractor Extract(EventSchema schema, LambdaExpression value, Type type)
    {
        var slots = Expression.Parameter(typeof(FeatureValue[]), "slots");
        var window = Expression.Parameter(typeof(Aggregations<Sale>), "w");
        var body = value.Body.Type == type ? value.Body : Expression.Convert(value.Body, type);
        var lambda = Expression.Lambda(typeof(Func<,>).MakeGenericType(typeof(Sale), type), body, value.Parameters);
        var method = typeof(Aggregations<Sale>).GetMethod(nameof(Aggregations<Sale>.Last), [lambda.Type, typeof(Window)])!;
        var extractor = new AggregationExtractor(schema, slots, "View v");
        extractor.Visit(Expression.Call(window, method, ConstantFolder.Fold(lambda, "View v"), Expression.Constant(Window.Days(1))));
        return extractor;
    }

    private static LambdaExpression Named(Random random)
    {
        var sale = Expression.Parameter(typeof(Sale), "l");
        var properties = typeof(Sale).GetProperties().Where(p => Aggregated.ContainsKey(Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType)).ToArray();
        Expression read = Expression.Property(sale, properties[random.Next(properties.Length)]);
        return Expression.Lambda(Nullable.GetUnderlyingType(read.Type) is { } underlying && random.Next(3) == 0 ? Expression.Convert(read, underlying) : read, sale);
    }

    private static FeatureValue Canonical(FeatureValue value) => value.Type == ColumnType.Float64 && double.IsNaN(value.AsFloat64()) ? FeatureValue.From(double.NaN) : value;
}
