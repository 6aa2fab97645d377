using Larder.Storage;

namespace Larder.Conformance;

/// <summary>What every profile store must do. A subclass supplies an empty one.</summary>
public abstract class ProfileStoreConformance
{
    private const string Subject = "source trips";

    protected abstract IProfileStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_subject_has_no_tiles()
    {
        (await Store.FingerprintsAsync(Subject, Token)).ShouldBeEmpty();
        (await Store.ReadAsync(Subject, cancellationToken: Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tiles_come_back_as_put_by_name_and_segment()
    {
        var odd = new StoredTile("2024-03-02 'x'; --", "顧客🛒\0", "f \"2\"", "trips@9", new byte[] { 0, 255, 7 });
        await Store.ReplaceAsync(Subject, ["2024-03-01", odd.Name], [odd, Tile("2024-03-01", "b"), Tile("2024-03-01", "a")], Token);
        await Store.ReplaceAsync("other", ["2024-03-01"], [Tile("2024-03-01")], Token);

        var read = await Store.ReadAsync(Subject, cancellationToken: Token);

        read.Select(t => (t.Name, t.Segment)).ShouldBe([("2024-03-01", "a"), ("2024-03-01", "b"), (odd.Name, odd.Segment)]);
        ShouldBe(read[2], odd);
        (await Store.FingerprintsAsync(Subject, Token)).OrderBy(f => f.Key, StringComparer.Ordinal).ShouldBe([new("2024-03-01", "f1"), new(odd.Name, odd.Fingerprint)]);
    }

    [Fact]
    public async Task A_range_of_names_is_from_the_first_to_before_the_last()
    {
        string[] days = ["2024-02-29", "2024-03-01", "2024-03-02", "2024-04-01"];
        await Store.ReplaceAsync(Subject, days, [.. days.Select(d => Tile(d))], Token);

        (await Store.ReadAsync(Subject, "2024-03-01", "2024-04-01", Token)).Select(t => t.Name).ShouldBe(days[1..3]);
        (await Store.ReadAsync(Subject, "2024-03", null, Token)).Select(t => t.Name).ShouldBe(days[1..]);
        (await Store.ReadAsync(Subject, "", "2024-03-01", Token)).Select(t => t.Name).ShouldBe(days[..1]);
    }

    [Fact]
    public async Task Replacing_takes_all_segments_of_the_names_and_no_others()
    {
        await Store.ReplaceAsync(Subject, ["1", "2", "3"], [Tile("1", "a"), Tile("1", "b"), Tile("2"), Tile("3")], Token);

        await Store.ReplaceAsync(Subject, ["1", "2"], [Tile("1", "c") with { Fingerprint = "f2", Bytes = new byte[] { 9 } }], Token);

        (await Store.ReadAsync(Subject, cancellationToken: Token)).Select(t => $"{t.Name}{t.Segment} {t.Fingerprint} {t.Bytes.Span[0]}").ShouldBe(["1c f2 9", "3 f1 1"]);
    }

    [Fact]
    public async Task Tiles_of_other_names_and_segments_given_twice_are_refused_and_nothing_changes()
    {
        await Store.ReplaceAsync(Subject, ["1"], [Tile("1")], Token);

        (await Should.ThrowAsync<ArgumentException>(() => Store.ReplaceAsync(Subject, ["1"], [Tile("2")], Token))).Message
            .ShouldBe("The tile 2 is not among the names that are replaced; name it too.");
        (await Should.ThrowAsync<ArgumentException>(() => Store.ReplaceAsync(Subject, ["1"], [Tile("1", "a"), Tile("1", "a")], Token))).Message
            .ShouldBe("The tile 1 of segment 'a' is given twice; merge both first.");
        (await Store.ReadAsync(Subject, cancellationToken: Token)).Single().Segment.ShouldBe("");
    }

    [Fact]
    public async Task Forgetting_takes_the_tiles_of_all_subjects()
    {
        await Store.ReplaceAsync(Subject, ["1"], [Tile("1")], Token);
        await Store.ReplaceAsync("other", ["1"], [Tile("1")], Token);

        await Store.ForgetAsync(Token);

        (await Store.ReadAsync(Subject, cancellationToken: Token)).ShouldBeEmpty();
        (await Store.FingerprintsAsync("other", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_cancelled_replaces_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Store.ReplaceAsync(Subject, ["1"], [Tile("1")], cancelled.Token));

        (await Store.ReadAsync(Subject, cancellationToken: Token)).ShouldBeEmpty();
    }

    private static StoredTile Tile(string name, string segment = "") => new(name, segment, "f1", "trips@1", new byte[] { 1, 2, 3 });

    private static void ShouldBe(StoredTile actual, StoredTile expected)
    {
        (actual with { Bytes = default }).ShouldBe(expected with { Bytes = default });
        actual.Bytes.ToArray().ShouldBe(expected.Bytes.ToArray());
    }
}
