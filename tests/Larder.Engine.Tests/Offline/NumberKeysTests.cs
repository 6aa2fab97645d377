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
}
