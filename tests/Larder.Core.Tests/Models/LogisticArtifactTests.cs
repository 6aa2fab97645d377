using System.Text;
using Larder.Errors;
using Larder.Models;
using Larder.Types;

namespace Larder.Core.Tests.Models;

public class LogisticArtifactTests
{
    private static readonly LogisticModel Model = new(-0.1 - 0.2, [new("spend:revenue_7d", 1e-300, 1.0 / 3, Math.PI), new("spend:is_new", 0.5, 1, double.Epsilon)]);

    [Fact]
    public void A_model_is_read_back_exactly()
    {
        var read = LogisticModel.Read(Model.Write());

        BitConverter.DoubleToInt64Bits(read.Intercept).ShouldBe(BitConverter.DoubleToInt64Bits(Model.Intercept));
        read.Terms.ShouldBe(Model.Terms);
        read.Write().ShouldBe(Model.Write());
    }

    [Fact]
    public void The_probability_is_the_logistic_of_the_standardised_features()
    {
        var model = new LogisticModel(0.5, [new("a:x", 10, 2, 3), new("a:y", 0.5, 1, -1)]);

        model.Score([FeatureValue.From(11L), FeatureValue.From(true)]).ShouldBe(1 / (1 + Math.Exp(-1.5)));
        model.Score([FeatureValue.From(double.NaN), FeatureValue.Null]).ShouldBe(1 / (1 + Math.Exp(-0.5)), "null and NaN stand for the mean");
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        FeatureValue[] row = [FeatureValue.From(1.5), FeatureValue.From(true)];
        var sum = Model.Score(row);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            sum += Model.Score(row);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_truncated_artifact_is_damaged()
    {
        var whole = Model.Write();
        for (var length = 0; length < whole.Length; length++)
        {
            Should.Throw<UnavailableException>(() => LogisticModel.Read(whole.AsSpan(0, length))).Message.ShouldBe("The model artifact is damaged; train the model again.");
        }
    }

    [Theory]
    [InlineData("[]", "The model artifact is damaged; train the model again.")]
    [InlineData("{\"format\":\"one\"}", "The model artifact is damaged; train the model again.")]
    [InlineData("{\"format\":3,\"intercept\":0,\"terms\":[]}", "The model artifact has format 3; this Larder reads formats 1 and 2. Upgrade it, or train again.")]
    public void Another_artifact_is_refused(string json, string message) =>
        Should.Throw<UnavailableException>(() => LogisticModel.Read(Encoding.UTF8.GetBytes(json))).Message.ShouldBe(message);
}
