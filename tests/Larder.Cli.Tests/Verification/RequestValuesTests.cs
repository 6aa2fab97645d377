using Larder.Catalog;
using Larder.Cli.Verification;
using Larder.Types;

namespace Larder.Verification;

public sealed class RequestValuesTests
{
    private static readonly Instant At = new(1_700_000_000_000_000);

    [Fact]
    public void Every_column_has_values_of_its_type_and_nulls_only_where_allowed()
    {
        RequestColumn[] columns = [.. Enum.GetValues<ColumnType>().Where(t => t < ColumnType.StringMap).SelectMany(t => new[] { new RequestColumn($"{t}", t, false), new RequestColumn($"{t}_or_null", t, true) })];
        var random = new Random(1);
        var rows = Enumerable.Range(0, 1_000).Select(_ => RequestValues.Next(columns, At, random)).ToArray();

        for (var c = 0; c < columns.Length; c++)
        {
            var values = rows.Select(r => r[c]).ToArray();
            values.Where(v => !v.IsNull).ShouldAllBe(v => v.Type == columns[c].Type);
            values.Count(v => v.IsNull).ShouldBeInRange(columns[c].IsNullable ? 50 : 0, columns[c].IsNullable ? 150 : 0);
            values.Distinct().Count().ShouldBeGreaterThan(columns[c].Type == ColumnType.Boolean ? 1 : 9);
        }

        rows.SelectMany(r => r).Where(v => v.Type == ColumnType.Timestamp).ShouldAllBe(v => v.Bits <= At.Microseconds && v.Bits >= (At - TimeSpan.FromDays(1)).Microseconds);
    }

    [Fact]
    public void The_same_seed_chooses_the_same_values()
    {
        RequestColumn[] columns = [new("a", ColumnType.Float64, true), new("b", ColumnType.String, false)];
        IEnumerable<FeatureValue> Draw(int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, 50).SelectMany(_ => RequestValues.Next(columns, At, random))];
        }

        Draw(3).ShouldBe(Draw(3));
        Draw(3).ShouldNotBe(Draw(4));
    }
}
