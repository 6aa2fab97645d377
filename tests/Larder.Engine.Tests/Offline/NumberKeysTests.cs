namespace Larder.Offline;

/// <summary>Keys that lie close together are found otherwise than those that do not, with the same answers.</summary>
public sealed class NumberKeysTests
{
    public static TheoryData<long[]> Keys => new(
        Array.Empty<long>(),
        [7],
        [.. Enumerable.Range(-50, 200).Select(i => 3L * i)],
        [long.MinValue, long.MaxValue, 0, -1],
        [long.MaxValue, long.MaxValue - 1, long.MaxValue - 3],
        [long.MinValue, long.MinValue + 2]);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Sealed_keys_are_found_and_others_are_not(long[] keys)
    {
        var numbers = new NumberKeys();
        foreach (var key in keys)
        {
            numbers.GetOrAdd(key);
        }

        long[] asked = [.. keys.Concat(keys.Select(k => unchecked(k + 1))).Concat([0, -1, long.MinValue, long.MaxValue])];
        int[] expected = [.. asked.Select(numbers.Find)];
        numbers.Seal();
        var found = new int[asked.Length];
        numbers.Find(asked, found);
        found.ShouldBe(expected);

        var added = numbers.GetOrAdd(123_456);
        numbers.Find([123_456L], found);
        found[0].ShouldBe(added, "a key added after the seal is found");
    }

    /// <summary>From some number of keys on those that lie close together are found in a table of their stretch, also while keys are added within it and outside.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000_003)]
    public void Keys_added_in_any_order_get_their_numbers_by_first_appearance(long step)
    {
        var random = new Random(7);
        var numbers = new NumberKeys();
        var expected = new Dictionary<long, int>();
        for (var batch = 0; batch < 60; batch++)
        {
            // The stretch moves on, and now and then a key lies far off.
            long[] keys = [.. Enumerable.Range(0, 50).Select(i => i == 49 ? long.MinValue + batch : step * random.Next(-20, 10 + (10 * batch)))];
            int[] wanted = [.. keys.Select(k => expected.TryGetValue(k, out var id) ? id : expected[k] = expected.Count)];
            var ids = new int[keys.Length];
            numbers.GetOrAdd(keys, ids);
            ids.ShouldBe(wanted);
            var found = new int[keys.Length + 1];
            numbers.Find([.. keys, 7 + (step * 5000)], found);
            found.ShouldBe([.. wanted, -1]);
        }
    }

    /// <summary>Ranges that grow at one end or both, close together or hardly, up to the ends of what there is.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, -1)]
    [InlineData(5, 3)]
    [InlineData(-9, -7)]
    [InlineData(0, 8)]
    [InlineData(0, 9)]
    [InlineData(long.MaxValue - 20_000, 2)]
    [InlineData(long.MinValue + 20_000, -2)]
    [InlineData(long.MaxValue, -5)]
    public void A_range_that_grows_keeps_its_numbers(long first, long step)
    {
        foreach (var isBothWays in new[] { false, true })
        {
            var (numbers, ids) = (new NumberKeys(), new int[1]);
            var keys = Enumerable.Range(0, 10_000).Select(i => unchecked(first + (step * (isBothWays && i % 2 == 1 ? -i / 100 : i)))).Distinct().ToArray();
            for (var i = 0; i < keys.Length; i++)
            {
                numbers.Find(keys[i]).ShouldBe(-1);
                numbers.GetOrAdd([keys[i]], ids);
                ids[0].ShouldBe(i);
            }

            var found = new int[keys.Length];
            numbers.Find(keys, found);
            found.ShouldBe(Enumerable.Range(0, keys.Length));
            numbers.Count.ShouldBe(keys.Length);
        }
    }
}
