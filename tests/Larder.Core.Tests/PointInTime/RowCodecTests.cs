using Larder.Errors;
using Larder.PointInTime;
using Larder.Types;

namespace Larder.Core.Tests.PointInTime;

public class RowCodecTests
{
    private static readonly ColumnType[] Types =
    [
        ColumnType.Boolean, ColumnType.Int32, ColumnType.Int64, ColumnType.Float32, ColumnType.Float64, ColumnType.String, ColumnType.Timestamp,
        ColumnType.String, ColumnType.Int64,
    ];

    private static readonly FeatureValue[] Row =
    [
        FeatureValue.From(true), FeatureValue.From(int.MinValue), FeatureValue.From(long.MinValue), FeatureValue.From(float.NegativeInfinity),
        FeatureValue.From(-0.0), FeatureValue.From("🥫 ä"), FeatureValue.From(new Instant(-1)), FeatureValue.Null, FeatureValue.From(1L),
    ];

    private static readonly RowCodec Codec = new(Types);

    [Fact]
    public void A_row_of_all_types_is_read_back_bit_for_bit() => Decoded(Codec.Encode(Row)).ShouldBe(Row);

    [Fact]
    public void Any_pattern_of_nulls_is_read_back()
    {
        for (var pattern = 0; pattern < 1 << Types.Length; pattern++)
        {
            FeatureValue[] row = [.. Row.Select((value, i) => (pattern & (1 << i)) != 0 ? FeatureValue.Null : value)];
            Decoded(Codec.Encode(row)).ShouldBe(row);
        }
    }

    [Fact]
    public void The_form_of_the_bytes_does_not_change() => Convert.ToHexString(Codec.Encode(Row)).ShouldBe(
        "01" + "8000" // format, nulls
        + "01" + "00000080FFFFFFFF" + "0000000000000080" + "000080FFFFFFFFFF" + "0000000000000080"
        + "07" + "F09FA5AB20C3A4" + "FFFFFFFFFFFFFFFF" + "0100000000000000");

    [Fact]
    public void Damaged_bytes_are_an_error_or_a_value_and_never_cost_much_memory()
    {
        var values = DamagedBytes.Of(Codec.Encode(Row), seed: 2).Count(damaged => DamagedBytes.Reads(() =>
        {
            foreach (var value in Decoded(damaged))
            {
                value.ToString().ShouldNotBeNull();
            }
        }));

        values.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Every_truncation_and_every_surplus_byte_is_noticed()
    {
        var whole = Codec.Encode(Row);

        foreach (var damaged in Enumerable.Range(0, whole.Length).Select(length => whole[..length]).Append([.. whole, 0]))
        {
            Should.Throw<UnavailableException>(() => Decoded(damaged)).Message.ShouldBe("An online row is damaged; materialize the view again.");
        }
    }

    [Theory]
    [InlineData(ColumnType.Int32, "0100 0000008000000000")]
    [InlineData(ColumnType.Float32, "0100 FFFFFFFFFFFFFF7F")]
    [InlineData(ColumnType.Timestamp, "0100 FFFFFFFFFFFFFF7F")]
    [InlineData(ColumnType.String, "0100 01 FF")]
    [InlineData(ColumnType.String, "0100 FFFFFFFFFFFFFFFFFF01")]
    public void Values_that_the_type_cannot_hold_are_noticed(ColumnType type, string hex) =>
        Should.Throw<UnavailableException>(() => new RowCodec([type]).Decode(Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal)), new FeatureValue[1]))
            .Message.ShouldBe("An online row is damaged; materialize the view again.");

    [Fact]
    public void Another_format_is_named() => Should.Throw<UnavailableException>(() => Decoded([9]))
        .Message.ShouldBe("An online row has format 9; this Larder reads format 1. Upgrade it, or materialize the view again.");

    private static FeatureValue[] Decoded(byte[] bytes)
    {
        var values = new FeatureValue[Types.Length];
        Codec.Decode(bytes, values);
        return values;
    }
}
