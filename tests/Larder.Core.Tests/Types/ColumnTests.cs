using Larder.Types;

namespace Larder.Core.Tests.Types;

public class ColumnTests
{
    [Theory]
    [InlineData(ColumnType.Boolean, 1, typeof(bool), "bool", true)]
    [InlineData(ColumnType.Int32, 2, typeof(int), "int32", true)]
    [InlineData(ColumnType.Int64, 3, typeof(long), "int64", true)]
    [InlineData(ColumnType.Float32, 4, typeof(float), "float32", true)]
    [InlineData(ColumnType.Float64, 5, typeof(double), "float64", true)]
    [InlineData(ColumnType.String, 6, typeof(string), "string", false)]
    [InlineData(ColumnType.Timestamp, 7, typeof(DateTime), "timestamp", false)]
    [InlineData(ColumnType.Float32List, 8, typeof(float[]), "float32[]", false)]
    [InlineData(ColumnType.Int64List, 9, typeof(long[]), "int64[]", false)]
    [InlineData(ColumnType.Float64List, 10, typeof(double[]), "float64[]", false)]
    [InlineData(ColumnType.StringList, 11, typeof(string[]), "string[]", false)]
    [InlineData(ColumnType.Int64Map, 12, typeof(FeatureMap<long>), "map<string, int64>", false)]
    [InlineData(ColumnType.Float64Map, 13, typeof(FeatureMap<double>), "map<string, float64>", false)]
    [InlineData(ColumnType.StringMap, 14, typeof(FeatureMap<string>), "map<string, string>", false)]
    [InlineData(ColumnType.Int64ListMap, 15, typeof(FeatureMap<long[]>), "map<string, int64[]>", false)]
    [InlineData(ColumnType.Float64ListMap, 16, typeof(FeatureMap<double[]>), "map<string, float64[]>", false)]
    [InlineData(ColumnType.StringListMap, 17, typeof(FeatureMap<string[]>), "map<string, string[]>", false)]
    public void The_table_of_column_types(ColumnType type, int number, Type clr, string name, bool isNumeric)
    {
        ((int)type).ShouldBe(number);
        type.ClrType().ShouldBe(clr);
        type.Name().ShouldBe(name);
        type.IsNumeric().ShouldBe(isNumeric);
        ColumnTypes.TryFrom(clr, out var back).ShouldBeTrue();
        back.ShouldBe(type);
        ColumnTypes.TryFrom(clr.IsValueType ? typeof(Nullable<>).MakeGenericType(clr) : clr, out back).ShouldBeTrue();
        back.ShouldBe(type);
    }

    [Fact]
    public void Other_types_have_no_column_type()
    {
        ColumnTypes.TryFrom(typeof(decimal), out _).ShouldBeFalse();
        Enum.GetValues<ColumnType>().Length.ShouldBe(17);
    }

    [Fact]
    public void A_column_remembers_which_values_are_invalid()
    {
        var column = Column.Create(ColumnType.Int64, 3);
        column.CountInvalid().ShouldBe(0);

        column.Set(0, FeatureValue.Invalid);
        column.Set(1, FeatureValue.Null);
        column.Set(2, FeatureValue.Invalid);
        column.Set(2, FeatureValue.From(1L));

        column.Value(0).IsInvalid.ShouldBeTrue();
        (column.Value(1).IsNull, column.Value(1).IsInvalid).ShouldBe((true, false));
        column.Value(2).ShouldBe(FeatureValue.From(1L));
        column.CountInvalid().ShouldBe(1);
    }

    [Fact]
    public void Every_column_gives_back_what_was_set()
    {
        (ColumnType Type, FeatureValue Value)[] values =
        [
            (ColumnType.Boolean, FeatureValue.From(true)), (ColumnType.Int32, FeatureValue.From(-1)), (ColumnType.Int64, FeatureValue.From(-1L)),
            (ColumnType.Float32, FeatureValue.From(0.5f)), (ColumnType.Float64, FeatureValue.From(double.NaN)), (ColumnType.String, FeatureValue.From("a")),
            (ColumnType.Timestamp, FeatureValue.From(new Instant(-1))), (ColumnType.Float32List, FeatureValue.From(new[] { 1f, -0f })),
            (ColumnType.Int64List, FeatureValue.From(new[] { 1L })), (ColumnType.Float64List, FeatureValue.From(new[] { double.NaN })),
            (ColumnType.StringList, FeatureValue.From(new[] { "a", string.Empty })), (ColumnType.Int64Map, FeatureValue.From(Maps.Of(("b", 2L), ("a", 1L)))),
            (ColumnType.Float64Map, FeatureValue.From(Maps.Of(("a", double.NaN)))), (ColumnType.StringMap, FeatureValue.From(Maps.Of(("a", string.Empty)))),
            (ColumnType.Int64ListMap, FeatureValue.From(Maps.Of(("b", new[] { 2L }), ("a", [])))), (ColumnType.Float64ListMap, FeatureValue.From(Maps.Of(("a", new[] { double.NaN, -0.0 })))),
            (ColumnType.StringListMap, FeatureValue.From(Maps.Of(("a", new[] { "x" })))),
        ];
        foreach (var (type, value) in values)
        {
            var column = Column.Create(type, 2);
            column.Set(0, value);
            column.Set(1, value);
            column.Set(1, FeatureValue.Null);

            (column.Type, column.Value(0), column.Value(1)).ShouldBe((type, value, FeatureValue.Null));
        }
    }
}
