using Larder.Types;

namespace Larder.Core.Tests.Types;

public class FeatureStatusTests
{
    [Theory]
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
    public void The_table_is_whole() => Enum.GetValues<FeatureStatus>().Length.ShouldBe(4);

    [Fact]
    public void What_is_no_status_has_no_name() => Should.Throw<ArgumentOutOfRangeException>(() => default(FeatureStatus).WireName());
}
