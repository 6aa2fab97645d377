using Larder.Monitoring;
using Larder.Quality.Checks;
using Larder.Storage;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>What every store of tallies must do. A subclass supplies an empty one.</summary>
public abstract class TallyStoreConformance
{
    private static readonly Instant Noon = At("2024-03-10T12:00:00Z");

    protected abstract ITallyStore Store { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_store_has_neither_tallies_nor_incidents()
    {
        (await Store.ReadAsync(Enum.GetValues<TallyKind>(), new Instant(long.MinValue), Token)).ShouldBeEmpty();
        (await Store.IncidentsAsync(new Instant(long.MinValue), Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Batches_of_several_writers_add_up_and_each_counts_once()
    {
        await Store.AddAsync("a", 1, [Of(Noon, TallyKind.Coverage, "s", 10, 9), Of(Noon, TallyKind.Newest, "v", -5)], Token);
        await Store.AddAsync("b", 1, [Of(Noon, TallyKind.Coverage, "s", 5, 5, 1), Of(Noon, TallyKind.Newest, "v", -9)], Token);
        await Store.AddAsync("a", 1, [Of(Noon, TallyKind.Coverage, "s", 10, 9)], Token);
        await Store.AddAsync("a", 2, [Of(Noon, TallyKind.Coverage, "顧客 ' \0", long.MaxValue)], Token);
        await Store.AddAsync("a", 1, [Of(Noon, TallyKind.Coverage, "s", 10, 9)], Token);

        (await ReadAsync(Noon)).ShouldBe(["12:00 Coverage s 15 14 1", $"12:00 Coverage 顧客 ' \0 {long.MaxValue}", "12:00 Newest v -5"]);
    }

    [Fact]
    public async Task Tallies_are_read_from_an_instant_on_in_order()
    {
        await Store.AddAsync("a", 1, [Of(Noon + TimeSpan.FromMinutes(1), TallyKind.Late, "b", 1), Of(Noon, TallyKind.Late, "c", 2), Of(Noon - TimeSpan.FromMinutes(1), TallyKind.Late, "a", 3)], Token);

        (await ReadAsync(Noon)).ShouldBe(["12:00 Late c 2", "12:01 Late b 1"]);
        (await Store.ReadAsync([TallyKind.Coverage], Noon, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Old_minutes_become_hours_and_old_hours_go()
    {
        var old = Noon - TimeSpan.FromDays(3);
        await Store.AddAsync("a", 1, [Of(old, TallyKind.Coverage, "s", 1, 1), Of(old + TimeSpan.FromMinutes(59), TallyKind.Coverage, "s", 2), Of(Noon, TallyKind.Coverage, "s", 4)], Token);
        await Store.CompactAsync(Noon, Token);
        await Store.AddAsync("b", 1, [Of(old + TimeSpan.FromMinutes(30), TallyKind.Coverage, "s", 8)], Token);
        await Store.CompactAsync(Noon, Token);
        await Store.CompactAsync(Noon, Token);

        (await ReadAsync(old)).ShouldBe(["12:00 hour Coverage s 11 1", "12:00 Coverage s 4"]);

        await Store.CompactAsync(Noon + TimeSpan.FromDays(33), Token);
        (await ReadAsync(old)).ShouldBe(["12:00 hour Coverage s 4"]);
    }

    [Fact]
    public async Task An_incident_begins_once_and_ends_once()
    {
        var low = new Incident("coverage_low", "s", CheckSeverity.Error, "too low; look", Noon);
        var burn = new Incident("coverage_slow_burn", "s", CheckSeverity.Warn, "burns", Noon + TimeSpan.FromMinutes(1));
        var later = Noon + TimeSpan.FromMinutes(5);

        (await Store.MarkAsync([low], Noon, Token)).ShouldBe([low]);
        (await Store.MarkAsync([low with { Message = "lower", Since = later }, burn], later, Token)).ShouldBe([burn]);
        (await Store.IncidentsAsync(later, Token)).ShouldBe([burn, low]);
        (await Store.MarkAsync([burn], later, Token)).ShouldBe([low with { Ended = later }]);
        (await Store.MarkAsync([burn], later, Token)).ShouldBeEmpty();
        (await Store.IncidentsAsync(later, Token)).ShouldBe([burn, low with { Ended = later }]);
        (await Store.IncidentsAsync(later + TimeSpan.FromSeconds(1), Token)).ShouldBe([burn]);

        var again = low with { Since = later };
        (await Store.MarkAsync([burn, again], later, Token)).ShouldBe([again]);
        await Store.CompactAsync(later + Tally.KeptHours + TimeSpan.FromSeconds(1), Token);
        (await Store.IncidentsAsync(new Instant(long.MinValue), Token)).ShouldBe([again, burn]);
    }

    [Fact]
    public async Task Writers_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var batch = 1; batch <= 10; batch++)
            {
                await Store.AddAsync($"w{writer}", batch, [Of(Noon, TallyKind.Coverage, "s", 1, 1)], Token);
            }
        })));

        (await ReadAsync(Noon)).ShouldBe(["12:00 Coverage s 80 80"]);
    }

    [Fact]
    public async Task A_cancelled_call_keeps_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(() => Store.AddAsync("a", 1, [Of(Noon, TallyKind.Late, "v", 1)], cancelled));

        (await ReadAsync(Noon)).ShouldBeEmpty();
    }

    private static Instant At(string text) => Instant.TryParse(text, out var instant) ? instant : throw new FormatException(text);

    private static Tally Of(Instant start, TallyKind kind, string subject, params long[] counts) => new(start, false, kind, subject, counts);

    private async Task<IEnumerable<string>> ReadAsync(Instant from) => (await Store.ReadAsync(Enum.GetValues<TallyKind>(), from, Token))
        .Select(t => $"{t.Start.ToDateTime():HH:mm}{(t.IsHour ? " hour" : string.Empty)} {t.Kind} {t.Subject} {string.Join(' ', t.Counts)}");
}
