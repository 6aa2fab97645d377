using Larder.Errors;
using Larder.Types;

namespace Larder.Quality.Profiles;

/// <summary>Profiles against the values they were made of, and the laws of merging.</summary>
public sealed class FeatureProfileTests
{
    private static readonly Instant Start = Instant.From(new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc));

    [Fact]
    public void Numbers_are_counted_measured_and_sketched()
    {
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            FeatureValue[] values = [.. Enumerable.Range(0, random.Next(0, 400)).Select(_ => Number(random))];
            var profile = Of(ProfileKind.Number, values);
            double[] numbers = [.. values.Where(v => !v.IsNull).Select(v => v.ToNumber()!.Value).Where(v => !double.IsNaN(v)).Order()];
            double[] finite = [.. numbers.Where(double.IsFinite)];

            profile.Rows.ShouldBe(values.Length);
            profile.Nulls.ShouldBe(values.Count(v => v.IsNull));
            profile.NaNs.ShouldBe(values.Count(v => !v.IsNull && double.IsNaN(v.ToNumber()!.Value)));
            profile.Min.ShouldBe(numbers.Length == 0 ? null : numbers[0]);
            profile.Max.ShouldBe(numbers.Length == 0 ? null : numbers[^1]);
            profile.Finite.ShouldBe(finite.Length);
            if (finite.Length > 0)
            {
                profile.Mean!.Value.ShouldBe(finite.Average(), 1e-9);
                profile.Deviation!.Value.ShouldBe(Math.Sqrt(finite.Average(v => (v - finite.Average()) * (v - finite.Average()))), 1e-6);
                profile.Distinct.ShouldBeInRange(numbers.Distinct().Count() * 9 / 10, (numbers.Distinct().Count() * 11 / 10) + 1);
            }

            foreach (var share in new[] { 0, 0.25, 0.5, 0.9, 1 })
            {
                var expected = numbers.Length == 0 ? (double?)null : numbers[(int)Math.Floor(share * (numbers.Length - 1))];
                var quantile = profile.Quantile(share);
                (quantile is null).ShouldBe(expected is null);
                if (expected is { } value && double.IsFinite(value))
                {
                    quantile!.Value.ShouldBe(value, (Math.Abs(value) * 0.0101) + double.Epsilon);
                }
            }
        }
    }

    [Fact]
    public void Texts_and_days_are_counted_each()
    {
        var texts = Of(ProfileKind.Category, [FeatureValue.From("b"), FeatureValue.From("a"), FeatureValue.Null, FeatureValue.From("b"), FeatureValue.From(new string('x', 70))]);
        var flags = Of(ProfileKind.Category, [FeatureValue.From(true), FeatureValue.From(false), FeatureValue.From(true)]);
        var times = Of(ProfileKind.Time, [FeatureValue.From(Start), FeatureValue.From(Start + TimeSpan.FromHours(25)), FeatureValue.From(Start - TimeSpan.FromTicks(10)), FeatureValue.From(Start)]);

        texts.Frequent.ShouldBe([("b", 2), ("a", 1), (new string('x', 64) + "…", 1)]);
        (texts.Rows, texts.Nulls, texts.NullShare, texts.Distinct).ShouldBe((5, 1, 0.2, 3));
        flags.Frequent.ShouldBe([("true", 2), ("false", 1)]);
        times.Frequent.ShouldBe([("2024-03-01", 2), ("2024-02-29", 1), ("2024-03-02", 1)]);
        times.Max.ShouldBe((Start + TimeSpan.FromHours(25)).Microseconds);
        Of(ProfileKind.Number, []).Frequent.ShouldBeNull();
    }

    [Fact]
    public void Merging_is_a_monoid_whatever_the_order_and_the_cut()
    {
        var random = new Random(17);
        foreach (var kind in new[] { ProfileKind.Number, ProfileKind.Category, ProfileKind.Time })
        {
            for (var round = 0; round < 30; round++)
            {
                // Enough different texts, now and then, that they are not counted each any more.
                FeatureValue Value() => kind switch
                {
                    ProfileKind.Number => Number(random),
                    ProfileKind.Category => random.Next(5) == 0 ? FeatureValue.Null : FeatureValue.From($"value {random.Next(round % 3 == 0 ? 9_000 : 50)}"),
                    _ => FeatureValue.From(Start + TimeSpan.FromHours(random.Next(5_000))),
                };
                FeatureValue[] a = [.. Enumerable.Range(0, random.Next(3_000)).Select(_ => Value())];
                FeatureValue[] b = [.. Enumerable.Range(0, random.Next(3_000)).Select(_ => Value())];
                FeatureValue[] c = [.. Enumerable.Range(0, random.Next(3_000)).Select(_ => Value())];
                var whole = Of(kind, [.. a, .. b, .. c]);

                ShouldBeSame(Merged(Merged(Of(kind, a), Of(kind, b)), Of(kind, c)), whole);
                ShouldBeSame(Merged(Of(kind, a), Merged(Of(kind, b), Of(kind, c))), whole);
                ShouldBeSame(Merged(Merged(Of(kind, c), Of(kind, a)), Of(kind, b)), whole);
                Bytes(Merged(Of(kind, a), new FeatureProfile(kind))).ShouldBe(Bytes(Of(kind, a)));
                Bytes(Merged(new FeatureProfile(kind), Of(kind, a))).ShouldBe(Bytes(Of(kind, a)));
            }
        }
    }

    [Fact]
    public void More_texts_than_are_counted_each_are_counted_by_groups()
    {
        FeatureValue[] values = [.. Enumerable.Range(0, ValueCounts.MostValues + 1).Select(i => FeatureValue.From($"value {i}"))];

        Of(ProfileKind.Category, values[1..]).Frequent!.Count.ShouldBe(ValueCounts.MostValues);
        var all = Of(ProfileKind.Category, values);
        all.Frequent.ShouldBeNull();
        all.Values.ByGroup.Sum().ShouldBe(values.Length);
    }

    [Fact]
    public void Tiles_are_read_as_they_were_written_and_damage_is_an_error()
    {
        var tile = Tile();
        var bytes = tile.ToBytes();

        bytes[0].ShouldBe((byte)1);
        ProfileTile.FromBytes(bytes).ToBytes().ShouldBe(bytes);
        ProfileTile.FromBytes(bytes).Features.Keys.ShouldBe(["fare", "tags", "when", "zone"]);
        Should.Throw<UnavailableException>(() => ProfileTile.FromBytes([2, .. bytes.AsSpan(1)])).Message
            .ShouldBe("A stored profile has format 2; this Larder reads format 1. Upgrade it, or delete monitoring.db and profile again.");
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<UnavailableException>(() => ProfileTile.FromBytes(bytes.AsSpan(0, length))).Message.ShouldBe("A stored profile is damaged; delete monitoring.db and profile again.");
        }
    }

    [Fact]
    public void Kinds_are_not_mixed()
    {
        Should.Throw<InvalidInputException>(() => new FeatureProfile(ProfileKind.Number).Merge(new FeatureProfile(ProfileKind.Category))).Message
            .ShouldBe("A profile of kind Category cannot be merged into one of kind Number: the feature's type has changed. Compare periods on one side of the change.");
        Should.Throw<InvalidInputException>(() => Tile().Feature("fare", ProfileKind.Time)).Message.ShouldBe("Feature fare is profiled as Number, not Time.");
    }

    [Fact]
    public void A_day_of_a_feature_takes_few_bytes()
    {
        var random = new Random(1);
        var tile = new ProfileTile();
        var profile = tile.Feature("fare", ProfileKind.Number);
        tile.AddRows(10_000);
        for (var i = 0; i < 10_000; i++)
        {
            profile.Add(FeatureValue.From(2.5 + (random.NextDouble() * 50)));
        }

        tile.ToBytes().Length.ShouldBeLessThan(3_000);
    }

    private static ProfileTile Tile()
    {
        var tile = new ProfileTile();
        tile.AddRows(3);
        Array.ForEach([FeatureValue.From(2.5), FeatureValue.Null, FeatureValue.From(double.NaN)], tile.Feature("fare", ProfileKind.Number).Add);
        Array.ForEach([FeatureValue.From("1"), FeatureValue.From("2"), FeatureValue.From("1")], tile.Feature("zone", ProfileKind.Category).Add);
        Array.ForEach([FeatureValue.From(Start), FeatureValue.Null, FeatureValue.Null], tile.Feature("when", ProfileKind.Time).Add);
        Array.ForEach([FeatureValue.From([1L, 2L]), FeatureValue.Null, FeatureValue.Null], tile.Feature("tags", ProfileKind.Opaque).Add);
        return tile;
    }

    private static FeatureValue Number(Random random) => random.Next(12) switch
    {
        0 => FeatureValue.Null,
        1 => FeatureValue.From(double.NaN),
        2 => FeatureValue.From(random.Next(2) == 0 ? 0.0 : -0.0),
        3 => FeatureValue.From(random.Next(20) == 0 ? double.NegativeInfinity : 1.0),
        4 => FeatureValue.From(random.Next(-5, 5)),
        5 => FeatureValue.From(-random.NextDouble() * 1e-3),
        _ => FeatureValue.From(random.NextDouble() * 1_000),
    };

    private static FeatureProfile Of(ProfileKind kind, IEnumerable<FeatureValue> values)
    {
        var profile = new FeatureProfile(kind);
        foreach (var value in values)
        {
            profile.Add(value);
        }

        return profile;
    }

    private static FeatureProfile Merged(FeatureProfile left, FeatureProfile right)
    {
        left.Merge(right);
        return left;
    }

    /// <summary>All but the moments to the last bit; those to their last digits.</summary>
    private static void ShouldBeSame(FeatureProfile merged, FeatureProfile whole)
    {
        merged.Finite.ShouldBe(whole.Finite);
        (merged.Mean ?? 0).ShouldBe(whole.Mean ?? 0, 1e-9);
        (merged.Deviation ?? 0).ShouldBe(whole.Deviation ?? 0, 1e-9 * Math.Max(1, whole.Deviation ?? 0));
        merged.Restore(merged.Rows, merged.Nulls, merged.NaNs, Ends(merged), whole.Moments, merged.DistinctState, merged.Numbers, merged.Values);
        Bytes(merged).ShouldBe(Bytes(whole));
    }

    private static (double, double)? Ends(FeatureProfile profile) => profile.Min is { } min ? (min, profile.Max!.Value) : null;

    private static byte[] Bytes(FeatureProfile profile)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        ProfileCodec.Write(new VarintWriter(buffer), profile);
        return buffer.WrittenSpan.ToArray();
    }
}
