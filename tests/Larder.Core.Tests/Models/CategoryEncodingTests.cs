using System.Text;
using Larder.Errors;
using Larder.Models;
using Larder.Types;

namespace Larder.Core.Tests.Models;

public class CategoryEncodingTests
{
    private static readonly CategoryEncoding Country = new(EncodingKind.Target, ColumnType.String, 20, 100, 30, [new("DE", 10, 9), new("FR", 40, 1)]);
    private static readonly CategoryEncoding Zone = new(EncodingKind.Ordinal, ColumnType.Int32, 0, 3, 1, [new("-7", 1, 0), new("3", 1, 1), new("12", 1, 0)]);

    [Fact]
    public void The_target_encoding_is_the_smoothed_share_of_true_labels()
    {
        const double Prior = 31.0 / 102;

        Country.Apply(FeatureValue.From("DE")).ShouldBe((9 + (20 * Prior)) / 30);
        Country.Apply(FeatureValue.From("FR")).ShouldBe((1 + (20 * Prior)) / 60);
        Country.Apply(FeatureValue.From("de")).ShouldBe(Prior, "a category without training rows");
        Country.Apply(FeatureValue.Null).ShouldBe(Prior);
        Country.Apply(FeatureValue.Invalid).ShouldBe(Prior);
        new CategoryEncoding(EncodingKind.Target, ColumnType.String, 20, 0, 0, []).Apply(FeatureValue.From("DE")).ShouldBe(0.5);
    }

    [Fact]
    public void The_ordinal_encoding_is_the_place_among_the_categories()
    {
        Zone.Apply(FeatureValue.From(-7)).ShouldBe(0);
        Zone.Apply(FeatureValue.From(12)).ShouldBe(2);
        Zone.Apply(FeatureValue.From(4)).ShouldBeNull("it counts as the mean");
        Zone.Apply(FeatureValue.Null).ShouldBeNull();
    }

    [Fact]
    public void A_model_with_encodings_is_format_2_and_is_read_back_exactly()
    {
        var model = new LogisticModel(0.1, [new("a:country", 0.3, 0.1, 2, FeatureTransform.None, Country), new("a:zone", 1, 1, 0.5, FeatureTransform.None, Zone), new("a:x", 0, 1, 1)]);

        var read = LogisticModel.Read(model.Write());

        Encoding.UTF8.GetString(model.Write()).ShouldBe(
            "{\"format\":2,\"intercept\":0.1,\"terms\":["
            + "{\"feature\":\"a:country\",\"mean\":0.3,\"deviation\":0.1,\"weight\":2,\"transform\":\"none\",\"encoding\":{\"kind\":\"target\",\"type\":\"string\",\"smoothing\":20,\"rows\":100,\"positives\":30,"
            + "\"categories\":[{\"value\":\"DE\",\"rows\":10,\"positives\":9},{\"value\":\"FR\",\"rows\":40,\"positives\":1}]}},"
            + "{\"feature\":\"a:zone\",\"mean\":1,\"deviation\":1,\"weight\":0.5,\"transform\":\"none\",\"encoding\":{\"kind\":\"ordinal\",\"type\":\"int32\",\"smoothing\":0,\"rows\":3,\"positives\":1,"
            + "\"categories\":[{\"value\":\"-7\",\"rows\":1,\"positives\":0},{\"value\":\"3\",\"rows\":1,\"positives\":1},{\"value\":\"12\",\"rows\":1,\"positives\":0}]}},"
            + "{\"feature\":\"a:x\",\"mean\":0,\"deviation\":1,\"weight\":1,\"transform\":\"none\"}]}");
        read.Write().ShouldBe(model.Write());
        FeatureValue[] row = [FeatureValue.From("FR"), FeatureValue.From(3), FeatureValue.From(1.5)];
        read.Score(row).ShouldBe(model.Score(row));
        LogisticModel.EncodedIn(model.Write()).ShouldBe(["a:country", "a:zone"]);
        LogisticModel.EncodedIn([1, 2]).ShouldBeEmpty();
    }

    [Fact]
    public void A_model_without_encodings_keeps_the_form_it_always_had() =>
        Encoding.UTF8.GetString(new LogisticModel(0.5, [new("a:x", 1, 2, 3)]).Write()).ShouldBe(
            "{\"format\":1,\"intercept\":0.5,\"terms\":[{\"feature\":\"a:x\",\"mean\":1,\"deviation\":2,\"weight\":3,\"transform\":\"none\"}]}");

    [Theory]
    [InlineData("\"string\"", "[{\"value\":\"DE\",\"rows\":1,\"positives\":0},{\"value\":\"DE\",\"rows\":1,\"positives\":0}]")]
    [InlineData("\"int32\"", "[{\"value\":\"99999999999\",\"rows\":1,\"positives\":0}]")]
    [InlineData("\"boolean\"", "[{\"value\":\"maybe\",\"rows\":1,\"positives\":0}]")]
    [InlineData("\"float64\"", "[{\"value\":\"1\",\"rows\":1,\"positives\":0}]")]
    [InlineData("\"string\"", "[null]")]
    public void Damaged_categories_are_named_as_damage(string type, string categories)
    {
        var artifact = "{\"format\":2,\"intercept\":0,\"terms\":[{\"feature\":\"a:x\",\"mean\":0,\"deviation\":1,\"weight\":1,\"transform\":\"none\",\"encoding\":"
            + $"{{\"kind\":\"target\",\"type\":{type},\"smoothing\":1,\"rows\":2,\"positives\":0,\"categories\":{categories}}}}}]}}";

        Should.Throw<UnavailableException>(() => LogisticModel.Read(Encoding.UTF8.GetBytes(artifact))).Message.ShouldBe("The model artifact is damaged; train the model again.");
    }

    [Fact]
    public void Scoring_categories_allocates_nothing()
    {
        var model = new LogisticModel(0, [new("a:country", 0.3, 0.1, 2, FeatureTransform.None, Country), new("a:zone", 1, 1, 0.5, FeatureTransform.None, Zone)]);
        FeatureValue[] row = [FeatureValue.From(new string("DE".ToCharArray())), FeatureValue.From(3)];
        var sum = model.Score(row);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            sum += model.Score(row);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldBeGreaterThan(0);
    }
}
