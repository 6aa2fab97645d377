using Larder.Errors;
using Larder.Types;

namespace Larder.Core.Tests.Types;

/// <summary>The one value of a key with several parts: nothing is lost, nothing is confused, the order is that of the parts.</summary>
public class CompositeKeyTests
{
    private static readonly string[] Texts = ["", "\0", "\0\0", "\0\u0001", "\0\u0001\0", "\u0001", "\u0001\0", "0", "01", "1", "-1", "8000000000000001", "a", "a\0", "a\0\0", "a\0b", "ab", "ä", "日本", "\uFFFD", "💥"];

    private static readonly long[] Longs = [long.MinValue, long.MinValue + 1, int.MinValue, -256, -1, 0, 1, 255, 256, int.MaxValue, long.MaxValue];

    private static readonly int[] Ints = [int.MinValue, -1, 0, 1, int.MaxValue];

    private static readonly Entity TextAndNumber = new Entity<string, long>("text", "number", "TextAndNumber");

    private static readonly Entity TextAndText = new Entity<string, string>("left", "right", "TextAndText");

    private static readonly Entity Three = new Entity<int, string, long>("small", "text", "number", "Three");

    [Fact]
    public void The_stored_forms_are_these()
    {
        Stored(TextAndNumber, FeatureValue.From("C1"), FeatureValue.From(7L)).ShouldBe("4331000038303030303030303030303030303037");
        Stored(TextAndNumber, FeatureValue.From("\0"), FeatureValue.From(long.MinValue)).ShouldBe("0001000030303030303030303030303030303030");
        Stored(TextAndText, FeatureValue.From(""), FeatureValue.From("ä")).ShouldBe("0000C3A40000");
        Stored(Three, FeatureValue.From(-1), FeatureValue.From("x"), FeatureValue.From(long.MaxValue)).ShouldBe(
            "3766666666666666666666666666666678000066666666666666666666666666666666");
    }

    [Fact]
    public void Parts_are_read_back_and_different_parts_are_different_keys()
    {
        foreach (var (entity, all) in Cases())
        {
            var seen = new HashSet<EntityKey>();
            foreach (var parts in all)
            {
                var key = entity.KeyOf(parts);
                var stored = EntityKey.From(key);
                entity.PartsOf(key).ShouldBe(parts);
                entity.PartsOf(stored.ToValue(entity.KeyType)).ShouldBe(parts);
                CompositeKey.Join([.. parts.Select(EntityKey.From)], entity.KeyParts).ShouldBe(stored);
                seen.Add(stored).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void The_order_of_the_bytes_is_the_order_of_the_parts()
    {
        foreach (var (entity, all) in Cases())
        {
            var byBytes = all.OrderBy(parts => EntityKey.From(entity.KeyOf(parts)));
            var byParts = Enumerable.Range(0, entity.KeyParts.Count).Aggregate(all.OrderBy(_ => 0), (sorted, i) => sorted.ThenBy(parts => EntityKey.From(parts[i])));

            byBytes.Select(p => string.Join('|', p)).ShouldBe(byParts.Select(p => string.Join('|', p)));
        }
    }

    [Fact]
    public void A_key_that_lacks_a_part_is_null()
    {
        TextAndNumber.KeyOf([FeatureValue.From("a"), FeatureValue.Null]).IsNull.ShouldBeTrue();
        TextAndNumber.KeyOf([FeatureValue.Null, FeatureValue.From(1L)]).IsNull.ShouldBeTrue();
        TextAndNumber.PartsOf(FeatureValue.Null).ShouldBe([FeatureValue.Null, FeatureValue.Null]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a\0")]
    [InlineData("a\0\0")]
    [InlineData("a\0b\0\0" + "8000000000000007")]
    [InlineData("a\0\0" + "800000000000000g")]
    [InlineData("a\0\0" + "80000000000000071")]
    public void A_damaged_key_is_refused(string text) =>
        Should.Throw<UnavailableException>(() => TextAndNumber.PartsOf(FeatureValue.From(text))).Message.ShouldBe("A stored composite key is damaged; materialize the view again.");

    [Fact]
    public void A_key_is_described_by_its_parts() =>
        TextAndNumber.Describe(TextAndNumber.KeyOf([FeatureValue.From("C1"), FeatureValue.From(-7L)])).ShouldBe("text 'C1', number '-7'");

    private static string Stored(Entity entity, params FeatureValue[] parts) => Convert.ToHexString(EntityKey.From(entity.KeyOf(parts)).Bytes);

    private static IEnumerable<(Entity Entity, FeatureValue[][] Keys)> Cases() =>
    [
        (TextAndNumber, [.. Texts.SelectMany(t => Longs.Select(n => new[] { FeatureValue.From(t), FeatureValue.From(n) }))]),
        (TextAndText, [.. Texts.SelectMany(l => Texts.Select(r => new[] { FeatureValue.From(l), FeatureValue.From(r) }))]),
        (Three, [.. Ints.SelectMany(s => Texts.SelectMany(t => Longs.Select(n => new[] { FeatureValue.From(s), FeatureValue.From(t), FeatureValue.From(n) })))]),
    ];
}
