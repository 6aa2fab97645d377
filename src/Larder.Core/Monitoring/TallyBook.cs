using Larder.Types;

namespace Larder.Monitoring;

/// <summary>Stored tallies, to be added up from an instant on. A tally belongs to the stretch that its minute or hour begins in.</summary>
public sealed class TallyBook
{
    private readonly ILookup<(TallyKind Kind, string Subject), Tally> _tallies;

    /// <summary>Takes tallies.</summary>
    public TallyBook(IEnumerable<Tally> tallies) => _tallies = tallies.ToLookup(t => (t.Kind, t.Subject));

    /// <summary>The subjects that have tallies of a kind, in their order.</summary>
    public IEnumerable<string> Subjects(TallyKind kind) => _tallies.Where(g => g.Key.Kind == kind).Select(g => g.Key.Subject).Order(StringComparer.Ordinal);

    /// <summary>The counts of a subject from an instant on; none where there is no tally.</summary>
    public IReadOnlyList<long> Sum(TallyKind kind, string subject, Instant from) =>
        _tallies[(kind, subject)].Where(t => t.Start >= from).Aggregate(Array.Empty<long>(), (sum, t) => Tally.Add(kind, sum, t.Counts));
}
