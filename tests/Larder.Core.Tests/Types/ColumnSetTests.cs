using Larder.Types;

namespace Larder.Core.Tests.Types;

/// <summary>Values set at once, against those set one by one.</summary>
public class ColumnSetTests
{
    [Theory]
    [InlineData(ColumnType.Float64)]
    [InlineData(ColumnType.Int64)]
    [InlineData(ColumnType.Int32)]
    [InlineData(ColumnType.String)]
    public void Values_set_at_once_are_those_set_one_by_one(ColumnType type)
    {
        var plain = type switch
        {
            ColumnType.Float64 => FeatureValue.From(-0.0),
            ColumnType.Int64 => FeatureValue.From(long.MinValue),
            ColumnType.Int32 => FeatureValue.From(7),
            _ => FeatureValue.From("x"),
        };
        foreach (var values in new FeatureValue[][] { [plain, FeatureValue.Null, plain], [plain, FeatureValue.Invalid, FeatureValue.Null], [FeatureValue.Null, plain, plain] })
        {
            var (atOnce, single) = (Column.Create(type, 5), Column.Create(type, 5));
            foreach (var before in new[] { FeatureValue.Invalid, plain })
            {
                foreach (var column in new[] { atOnce, single })
                {
                    column.Set(2, before);
                }

                atOnce.Set(1, values);
                for (var i = 0; i < values.Length; i++)
                {
                    single.Set(1 + i, values[i]);
                }

                for (var row = 0; row < 5; row++)
                {
                    atOnce.Value(row).ShouldBe(single.Value(row));
                    atOnce.Value(row).IsInvalid.ShouldBe(single.Value(row).IsInvalid);
                }
            }
        }
    }
}
