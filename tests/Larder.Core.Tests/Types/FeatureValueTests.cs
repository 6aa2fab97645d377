using Larder.Types;

namespace Larder.Core.Tests.Types;

public class FeatureValueTests
{
    [Fact]
    public void Equality_is_of_type_and_bits()
    {
        FeatureValue.From(double.NaN).ShouldBe(FeatureValue.From(double.NaN));
        FeatureValue.From(double.NaN).ShouldNotBe(FeatureValue.From(BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001)));
        FeatureValue.From(0.0).ShouldNotBe(FeatureValue.From(-0.0));
        FeatureValue.From(1).ShouldNotBe(FeatureValue.From(1L));
        FeatureValue.From(0L).ShouldNotBe(FeatureValue.Null);
        FeatureValue.From("a").ShouldBe(FeatureValue.From(new string('a', 1)));
        FeatureValue.From("a").ShouldNotBe(FeatureValue.From("A"));
        FeatureValue.From(string.Empty).ShouldNotBe(FeatureValue.Null);
        (FeatureValue.From(true) == FeatureValue.From(true) && FeatureValue.From(true) != FeatureValue.From(false)).ShouldBeTrue();
        FeatureValue.From("a").Equals((object)FeatureValue.From("a")).ShouldBeTrue();
        FeatureValue.From("a").GetHashCode().ShouldBe(FeatureValue.From(new string('a', 1)).GetHashCode());
    }

    [Fact]
    public void Every_type_gives_its_value_back()
    {
        FeatureValue.From(true).AsBoolean().ShouldBeTrue();
        FeatureValue.From(int.MinValue).AsInt32().ShouldBe(int.MinValue);
        FeatureValue.From(long.MinValue).AsInt64().ShouldBe(long.MinValue);
        FeatureValue.From(-1.5f).AsFloat32().ShouldBe(-1.5f);
        FeatureValue.From(-1.5).AsFloat64().ShouldBe(-1.5);
        FeatureValue.From("ä").AsString().ShouldBe("ä");
        var time = new DateTime(1969, 12, 31, 23, 59, 59, DateTimeKind.Utc);
        FeatureValue.From(time).AsDateTime().ShouldBe(time);
        FeatureValue.From(time).AsDateTime().Kind.ShouldBe(DateTimeKind.Utc);
        FeatureValue.FromBits(ColumnType.Float64, FeatureValue.From(1.5).Bits).ShouldBe(FeatureValue.From(1.5));
    }

    [Fact]
    public void A_null_of_any_type_is_the_null()
    {
        FeatureValue[] nulls =
        [
            FeatureValue.From((bool?)null), FeatureValue.From((int?)null), FeatureValue.From((long?)null), FeatureValue.From((float?)null),
            FeatureValue.From((double?)null), FeatureValue.From((string?)null), FeatureValue.From((DateTime?)null),
        ];

        nulls.ShouldAllBe(n => n.IsNull && n == FeatureValue.Null);
        FeatureValue.From((double?)1.5).ShouldBe(FeatureValue.From(1.5));
        FeatureValue.From((DateTime?)DateTime.UnixEpoch).ShouldBe(FeatureValue.From(new Instant(0)));
    }

    [Fact]
    public void Only_numbers_and_truths_are_numbers()
    {
        FeatureValue.From(true).ToNumber().ShouldBe(1);
        FeatureValue.From(-3).ToNumber().ShouldBe(-3);
        FeatureValue.From(-3L).ToNumber().ShouldBe(-3);
        FeatureValue.From(0.5f).ToNumber().ShouldBe(0.5);
        FeatureValue.From(0.5).ToNumber().ShouldBe(0.5);
        FeatureValue.Null.ToNumber().ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => FeatureValue.From("1").ToNumber()).Message.ShouldBe("A string value is not a number.");
        Should.Throw<InvalidOperationException>(() => FeatureValue.From(new Instant(1)).ToNumber()).Message.ShouldBe("A timestamp value is not a number.");
    }

    [Fact]
    public void A_list_holds_no_null() => Should.Throw<ArgumentException>(() => FeatureValue.From(["a", null!]))
        .Message.ShouldBe("The list has null at [1]; leave such elements out. (Parameter 'list')");

    [Fact]
    public void For_people_values_are_written_without_culture_and_exactly()
    {
        FeatureValue.Null.ToString().ShouldBe("null");
        FeatureValue.From(true).ToString().ShouldBe("true");
        FeatureValue.From(0.1).ToString().ShouldBe("0.1");
        FeatureValue.From(-0.0).ToString().ShouldBe("-0");
        FeatureValue.From(0.1f).ToString().ShouldBe("0.1");
        FeatureValue.From(-12L).ToString().ShouldBe("-12");
        FeatureValue.From("x").ToString().ShouldBe("x");
        FeatureValue.From(new Instant(1)).ToString().ShouldBe("1970-01-01T00:00:00.000001Z");
    }
}
