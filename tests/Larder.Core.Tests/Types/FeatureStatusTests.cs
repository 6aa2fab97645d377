using Larder.Types;

namespace Larder.Core.Tests.Types;

public class FeatureStatusTests
{
    [Theory]
    [InlineData(FeatureStatus.Invalid, 0, "INVALID")]
    [InlineData(FeatureStatus.Present, 1, "PRESENT")]
    [InlineData(FeatureStatus.NullValue, 2, "NULL_VALUE")]
    [InlineData(FeatureStatus.NotFound, 3, "NOT_FOUND")]
    [InlineData(FeatureStatus.OutsideMaxAge, 4, "OUTSIDE_MAX_AGE")]
    public void The_table_of_wire_names_and_numbers(FeatureStatus status, int number, string name)
    {
        ((int)status).ShouldBe(number);
        status.WireName().ShouldBe(name);
    }

    [Fact]
    public void The_table_is_whole() => Enum.GetValues<FeatureStatus>().Length.ShouldBe(5);

    [Fact]
    public void A_value_of_a_known_entity_is_present_null_or_invalid()
    {
        FeatureStatuses.Of(FeatureValue.From(double.NaN)).ShouldBe(FeatureStatus.Present);
        FeatureStatuses.Of(FeatureValue.Null).ShouldBe(FeatureStatus.NullValue);
        FeatureStatuses.Of(FeatureValue.Invalid).ShouldBe(FeatureStatus.Invalid);
    }

    [Fact]
    public void An_on_demand_value_of_an_unknown_entity_is_not_found_unless_it_is_invalid()
    {
        FeatureStatuses.OfOnDemand(FeatureValue.From(0L), isUnknown: true).ShouldBe(FeatureStatus.NotFound);
        FeatureStatuses.OfOnDemand(FeatureValue.Null, isUnknown: true).ShouldBe(FeatureStatus.NotFound);
        FeatureStatuses.OfOnDemand(FeatureValue.Invalid, isUnknown: true).ShouldBe(FeatureStatus.Invalid);
        FeatureStatuses.OfOnDemand(FeatureValue.From(0L), isUnknown: false).ShouldBe(FeatureStatus.Present);
        FeatureStatuses.OfOnDemand(FeatureValue.Null, isUnknown: false).ShouldBe(FeatureStatus.NullValue);
        FeatureStatuses.OfOnDemand(FeatureValue.Invalid, isUnknown: false).ShouldBe(FeatureStatus.Invalid);
    }

    [Fact]
    public void What_is_no_status_has_no_name() => Should.Throw<ArgumentOutOfRangeException>(() => ((FeatureStatus)5).WireName());
}
