using Larder.Monitoring;
using Larder.Storage;
using Larder.Types;

namespace Larder.Testing;

/// <summary>Tallies and incidents without a disk, for tests. Gone with the instance.</summary>
public sealed class InMemoryTallyStore : ITallyStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Batch, Instant Newest)> _writers = new(StringComparer.Ordinal);
    private readonly Dictionary<(bool IsHour, Instant Start, TallyKind Kind, string Subject), Tally> _tallies = [];
    private readonly List<Incident> _incidents = [];

    /// <inheritdoc/>
    public Task AddAsync(string writer, long batch, IReadOnlyList<Tally> tallies, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(tallies);
        return Locked.Run(_gate, () => Add(writer, batch, tallies), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Tally>> ReadAsync(IReadOnlyCollection<TallyKind> kinds, Instant from, CancellationToken cancellationToken = default) => Locked.Run<IReadOnlyList<Tally>>(
        _gate, () => [.. _tallies.Values.Where(t => kinds.Contains(t.Kind) && t.Start >= from).OrderBy(t => t.Start).ThenBy(t => t.Kind).ThenBy(t => t.Subject, StringComparer.Ordinal)], cancellationToken);

    /// <inheritdoc/>
    public Task CompactAsync(Instant now, CancellationToken cancellationToken = default) => Locked.Run(_gate, () => Compact(now), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Incident>> MarkAsync(IReadOnlyList<Incident> standing, Instant now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return Locked.Run<IReadOnlyList<Incident>>(_gate, () => Mark(standing, now), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Incident>> IncidentsAsync(Instant from, CancellationToken cancellationToken = default) => Locked.Run<IReadOnlyList<Incident>>(
        _gate,
        () => [.. _incidents.Where(i => i.Ended is null || i.Ended >= from).OrderByDescending(i => i.Since).ThenBy(i => i.Kind, StringComparer.Ordinal).ThenBy(i => i.Subject, StringComparer.Ordinal)],
        cancellationToken);

    private bool Add(string writer, long batch, IReadOnlyList<Tally> tallies)
    {
        if (_writers.TryGetValue(writer, out var known) && known.Batch >= batch)
        {
            return false;
        }

        _writers[writer] = (batch, tallies.Count == 0 ? default : tallies.Max(t => t.Start));
        foreach (var tally in tallies)
        {
            Add(tally);
        }

        return true;
    }

    private void Add(Tally tally)
    {
        var key = (tally.IsHour, tally.Start, tally.Kind, tally.Subject);
        _tallies[key] = tally with { Counts = _tallies.TryGetValue(key, out var stored) ? Tally.Add(tally.Kind, stored.Counts, tally.Counts) : [.. tally.Counts] };
    }

    private bool Compact(Instant now)
    {
        var (minutes, hours) = (Tally.HourOf(now - Tally.KeptMinutes), now - Tally.KeptHours);
        foreach (var (key, tally) in _tallies.Where(t => !t.Key.IsHour && t.Key.Start < minutes).ToArray())
        {
            _tallies.Remove(key);
            Add(tally with { Start = Tally.HourOf(tally.Start), IsHour = true });
        }

        foreach (var old in _tallies.Keys.Where(k => k.IsHour && k.Start < hours).ToArray())
        {
            _tallies.Remove(old);
        }

        foreach (var old in _writers.Where(w => w.Value.Newest < hours).Select(w => w.Key).ToArray())
        {
            _writers.Remove(old);
        }

        _incidents.RemoveAll(i => i.Ended < hours);
        return true;
    }

    private List<Incident> Mark(IReadOnlyList<Incident> standing, Instant now)
    {
        var known = _incidents.Where(i => i.Ended is null).ToArray();
        Incident[] begun = [.. standing.Where(s => known.All(k => !IsSame(k, s)))];
        Incident[] over = [.. known.Where(k => standing.All(s => !IsSame(k, s)))];
        Incident[] ended = [.. over.Select(i => i with { Ended = now })];
        _incidents.RemoveAll(over.Contains);
        _incidents.AddRange([.. begun, .. ended]);
        return [.. begun, .. ended];
    }

    private static bool IsSame(Incident left, Incident right) => (left.Kind, left.Subject) == (right.Kind, right.Subject);
}
