using Larder.Core.Tests.Types;
using Larder.Errors;
using Larder.PointInTime;
using Larder.Reference;
using Larder.Types;

namespace Larder.Core.Tests.PointInTime;

/// <summary>Rows that hold lists and maps.</summary>
public class CompositeRowsTests
{
    private static readonly ColumnType[] Types = [ColumnType.String, .. GeneratedValues.Composites, .. GeneratedValues.Maps, ColumnType.Boolean];

    private static readonly RowCodec Codec = new(Types);

    [Fact]
    public void Generated_rows_are_read_back_bit_for_bit()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var row = Row(random);
            Decoded(Codec.Encode(row)).ShouldBe(row);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_form_of_the_bytes_does_not_change(FeatureValue value, string hex) =>
        Convert.ToHexString(new RowCodec([value.Type]).Encode([value])).ShouldBe("0100" + hex);

    public static TheoryData<FeatureValue, string> Forms => new()
    {
        { FeatureValue.From(new[] { 1f, -0f }), "02" + "0000803F" + "00000080" },
        { FeatureValue.From(Array.Empty<float>()), "00" },
        { FeatureValue.From([-1L, 1L]), "02" + "FFFFFFFFFFFFFFFF" + "0100000000000000" },
        { FeatureValue.From([-0.0]), "01" + "0000000000000080" },
        { FeatureValue.From(["ä", string.Empty]), "02" + "02C3A4" + "00" },
        { FeatureValue.From(new long[200]), "C801" + string.Concat(Enumerable.Repeat("0000000000000000", 200)) },
        { FeatureValue.From(Maps.Of(("b", 2L), ("a", 1L))), "02" + "0161" + "0100000000000000" + "0162" + "0200000000000000" },
        { FeatureValue.From(Maps.Of((string.Empty, -0.0))), "01" + "00" + "0000000000000080" },
        { FeatureValue.From(Maps.Of(("b", "ä"), ("a", string.Empty))), "02" + "0161" + "00" + "0162" + "02C3A4" },
        { FeatureValue.From(Maps.Of(("a", new[] { 1L }), ("b", []))), "02" + "0161" + "01" + "0100000000000000" + "0162" + "00" },
        { FeatureValue.From(Maps.Of(("a", new[] { -0.0 }))), "01" + "0161" + "01" + "0000000000000080" },
        { FeatureValue.From(Maps.Of(("a", new[] { "x", string.Empty }))), "01" + "0161" + "02" + "0178" + "00" },
    };

    [Fact]
    public void Damaged_bytes_are_an_error_or_a_value_and_never_cost_much_memory()
    {
        var random = new Random(11);
        var values = 0;
        for (var i = 0; i < 4; i++)
        {
            values += DamagedBytes.Of(Codec.Encode(Row(random)), seed: i).Count(damaged => DamagedBytes.Reads(() =>
            {
                foreach (var value in Decoded(damaged))
                {
                    value.ToString().ShouldNotBeNull();
                }
            }));
        }

        values.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(ColumnType.Float32List, "02 0000803F")]
    [InlineData(ColumnType.Float64List, "FFFFFFFFFFFFFFFFFF01")]
    [InlineData(ColumnType.Int64List, "FFFFFFFF0F 0000000000000000")]
    [InlineData(ColumnType.StringList, "02 0161")]
    [InlineData(ColumnType.StringList, "01 01FF")]
    [InlineData(ColumnType.Int64Map, "02 0161 0100000000000000 0161 0200000000000000")]
    [InlineData(ColumnType.Int64Map, "02 0162 0100000000000000 0161 0200000000000000")]
    [InlineData(ColumnType.Float64Map, "01 0161 01000000000000")]
    [InlineData(ColumnType.StringMap, "02 0162 00 0161 00")]
    [InlineData(ColumnType.StringMap, "01 0161 02 61")]
    [InlineData(ColumnType.Int64ListMap, "01 0161 FFFFFFFF0F 0000000000000000")]
    [InlineData(ColumnType.StringListMap, "FFFFFFFF0F 0161 00")]
    public void Lists_that_do_not_end_and_keys_out_of_order_are_noticed(ColumnType type, string hex) =>
        Should.Throw<UnavailableException>(() => new RowCodec([type]).Decode(Convert.FromHexString("0100" + hex.Replace(" ", string.Empty, StringComparison.Ordinal)), new FeatureValue[1]))
            .Message.ShouldBe("An online row is damaged; materialize the view again.");

    [Fact]
    public void Rows_without_lists_and_maps_have_the_bytes_they_had() =>
        Convert.ToHexString(new RowCodec([ColumnType.Int64, ColumnType.String]).Encode([FeatureValue.From(1L), FeatureValue.From("a")])).ShouldBe("0100" + "0100000000000000" + "0161");

    [Fact]
    public void Halves_of_characters_in_keys_are_what_is_read_back()
    {
        var value = FeatureValue.From(Maps.Of(("\ud800", 1L), ("z", 2L)));
        var read = new FeatureValue[1];

        new RowCodec([ColumnType.Int64Map]).Decode(new RowCodec([ColumnType.Int64Map]).Encode([value]), read);

        read[0].ShouldBe(value);
        Should.Throw<ArgumentException>(() => Maps.Of(("\ud800", 1L), ("\udc00", 2L))).Message.ShouldBe("Key '\ufffd' occurs twice. (Parameter 'entries')");
    }

    private static FeatureValue[] Row(Random random) =>
        [FeatureValue.From("s"), .. GeneratedValues.Composites.Concat(GeneratedValues.Maps).Select(t => GeneratedValues.Of(t, random)), FeatureValue.From(true)];

    private static FeatureValue[] Decoded(byte[] bytes)
    {
        var values = new FeatureValue[Types.Length];
        Codec.Decode(bytes, values);
        return values;
    }
}
