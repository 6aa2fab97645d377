using Larder.Errors;
using Larder.Types;

namespace Larder.Core.Tests.Types;

public class EntityKeyTests
{
    [Fact]
    public void Integers_are_ordered_as_numbers_and_read_back()
    {
        long[] keys = [long.MinValue, long.MinValue + 1, int.MinValue, -256, -1, 0, 1, 255, 256, int.MaxValue, long.MaxValue - 1, long.MaxValue];

        keys.Reverse().Select(k => EntityKey.From(k)).Order().Select(k => k.ToValue(ColumnType.Int64).AsInt64()).ShouldBe(keys);
        EntityKey.From(FeatureValue.From(-7)).ToValue(ColumnType.Int32).ShouldBe(FeatureValue.From(-7));
        EntityKey.From(FeatureValue.From(-7)).ShouldBe(EntityKey.From(-7L));
    }

    [Fact]
    public void Texts_are_ordered_by_code_points_and_read_back()
    {
        string[] keys = ["", "A", "AA", "B", "a", "ä", "日", "\uFFFD", "🥫"];

        keys.Reverse().Select(EntityKey.From).Order().Select(k => k.ToValue(ColumnType.String).AsString()).ShouldBe(keys);
    }

    [Fact]
    public void Comparison_operators_follow_the_bytes()
    {
        var (less, more) = (EntityKey.From("a"), EntityKey.From("b"));

        (less < more && more > less && less <= more && more >= less && less != more && less == EntityKey.From("a")).ShouldBeTrue();
        (more < less || less > more || more <= less || less >= more || less == more || less != EntityKey.From("a")).ShouldBeFalse();
        less.Equals((object)EntityKey.From("a")).ShouldBeTrue();
        less.GetHashCode().ShouldBe(EntityKey.From("a").GetHashCode());
        default(EntityKey).ShouldBe(EntityKey.From(string.Empty));
        default(EntityKey).Array.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_but_text_and_integers_is_a_key()
    {
        Should.Throw<ArgumentException>(() => EntityKey.From(FeatureValue.From(1.5)))
            .Message.ShouldBe("A Float64 cannot be an entity key; use string, int or long. (Parameter 'key')");
        Should.Throw<ArgumentException>(() => EntityKey.From("a").ToValue(ColumnType.Boolean))
            .Message.ShouldBe("A Boolean cannot be an entity key; use string, int or long. (Parameter 'type')");
    }

    [Fact]
    public void A_stored_key_of_another_length_is_damaged() =>
        Should.Throw<UnavailableException>(() => new EntityKey([1, 2, 3]).ToValue(ColumnType.Int64))
            .Message.ShouldBe("A stored entity key has 3 bytes, an integer key has 8; materialize the view again.");
}
