using System.Text;
using Larder.Errors;
using Larder.Types;

namespace Larder.Models;

public sealed class LogisticModelTests
{
    private static readonly LogisticModel Model = new(-0.5, [
        new LogisticTerm("spend:revenue", 3, 2, 0.25, FeatureTransform.SignedLog),
        new LogisticTerm("spend:recency_days", 10, 5, -1.5),
    ]);

    [Fact]
    public void The_artifact_is_compact_json_that_names_the_transform()
    {
        Encoding.UTF8.GetString(Model.Write()).ShouldBe(
            """{"format":1,"intercept":-0.5,"terms":["""
            + """{"feature":"spend:revenue","mean":3,"deviation":2,"weight":0.25,"transform":"signed_log"},"""
            + """{"feature":"spend:recency_days","mean":10,"deviation":5,"weight":-1.5,"transform":"none"}]}""");
    }

    [Fact]
    public void Reading_gives_the_model_back_bit_for_bit()
    {
        var model = new LogisticModel(Math.PI / 3, [new LogisticTerm("a:b", 0.1 + 0.2, Math.E, -1e-300, FeatureTransform.SignedLog)]);

        var read = LogisticModel.Read(model.Write());

        read.Intercept.ShouldBe(model.Intercept);
        read.Terms.ShouldBe(model.Terms);
        read.Write().ShouldBe(model.Write());
    }

    [Fact]
    public void A_term_without_a_transform_has_none()
    {
        var read = LogisticModel.Read("""{"format":1,"intercept":0,"terms":[{"feature":"a:b","mean":1,"deviation":2,"weight":3}]}"""u8);

        read.Terms.ShouldBe([new LogisticTerm("a:b", 1, 2, 3)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null{")]
    [InlineData("""{"format":1,"intercept":0}""")]
    [InlineData("""{"format":1,"intercept":0,"terms":null}""")]
    [InlineData("""{"format":1,"intercept":0,"terms":[{"feature":"a:b","mean":1,"deviation":2}]}""")]
    [InlineData("""{"format":1,"intercept":0,"terms":[{"feature":"a:b","mean":1,"deviation":2,"weight":3,"transform":"cube"}]}""")]
    [InlineData("""{"format":1,"intercept":0,"terms":[{"feature":"a:b","mean":1,"deviation":2,"weight":3,"transform":7}]}""")]
    public void A_damaged_artifact_is_an_error_and_never_a_model(string artifact)
    {
        Should.Throw<UnavailableException>(() => LogisticModel.Read(Encoding.UTF8.GetBytes(artifact)))
            .Message.ShouldBe("The model artifact is damaged; train the model again.");
    }

    [Fact]
    public void A_newer_format_says_what_to_do()
    {
        Should.Throw<UnavailableException>(() => LogisticModel.Read("""{"format":3,"intercept":0,"terms":[]}"""u8))
            .Message.ShouldBe("The model artifact has format 3; this Larder reads formats 1 and 2. Upgrade it, or train again.");
    }

    [Fact]
    public void The_score_is_the_logistic_function_of_the_weighted_standardised_values()
    {
        var z = ((Math.Log(1 + 99.0) - 3) / 2 * 0.25) + ((4 - 10.0) / 5 * -1.5);

        Model.Score([FeatureValue.From(99.0), FeatureValue.From(4)]).ShouldBe(1 / (1 + Math.Exp(-(-0.5 + z))), 1e-15);
    }

    [Fact]
    public void What_is_missing_counts_as_the_mean()
    {
        var average = 1 / (1 + Math.Exp(0.5));

        Model.Score([FeatureValue.Null, FeatureValue.Null]).ShouldBe(average);
        Model.Score([FeatureValue.From(double.NaN), FeatureValue.From(double.PositiveInfinity)]).ShouldBe(average);
        Model.Score([FeatureValue.From(double.NegativeInfinity), FeatureValue.From(float.NaN)]).ShouldBe(average);
    }

    [Fact]
    public void The_wildest_values_still_give_a_probability()
    {
        var model = new LogisticModel(0, [new LogisticTerm("a:x", 0, 1e-9, 1), new LogisticTerm("a:y", 0, 1e-9, -1), new LogisticTerm("a:z", 0, 1e-9, 0)]);

        model.Score([FeatureValue.From(double.MaxValue), FeatureValue.From(double.MaxValue), FeatureValue.From(double.MaxValue)]).ShouldBe(0.5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.6931471805599453)]
    [InlineData(-1, -0.6931471805599453)]
    [InlineData(1.7976931348623157E+308, 709.782712893384)]
    public void The_signed_log_is_odd_and_finite(double value, double expected)
    {
        FeatureTransform.SignedLog.Apply(value).ShouldBe(expected, 1e-12);
        FeatureTransform.None.Apply(value).ShouldBe(value);
    }
}
