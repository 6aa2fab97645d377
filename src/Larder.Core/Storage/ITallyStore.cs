using Larder.Monitoring;
using Larder.Types;

namespace Larder.Storage;

/// <summary>
/// What serving counted, minute by minute, and the incidents that were found in it. Any number of servers add to the same store. Instances are safe for use by
/// many threads.
/// </summary>
public interface ITallyStore
{
    /// <summary>Adds minutes to what is stored. A batch that was added before, by its writer and number, changes nothing, so that a call may be repeated.</summary>
    /// <param name="writer">Who adds, unique for each process that does.</param>
    /// <param name="batch">The number of the writer's batch, from 1, ascending.</param>
    /// <param name="tallies">Minutes.</param>
    /// <param name="cancellationToken">Stops; nothing of the batch is kept then.</param>
    /// <exception cref="Errors.UnavailableException">The store cannot be written.</exception>
    Task AddAsync(string writer, long batch, IReadOnlyList<Tally> tallies, CancellationToken cancellationToken = default);

    /// <summary>The tallies of some kinds that begin at an instant or later, by start, kind and subject.</summary>
    Task<IReadOnlyList<Tally>> ReadAsync(IReadOnlyCollection<TallyKind> kinds, Instant from, CancellationToken cancellationToken = default);

    /// <summary>Adds minutes older than <see cref="Tally.KeptMinutes"/> to their hours, and forgets hours, incidents that are over, and writers, older than <see cref="Tally.KeptHours"/>.</summary>
    Task CompactAsync(Instant now, CancellationToken cancellationToken = default);

    /// <summary>Records which incidents stand: those that did not are begun, those that did and are not named are ended. Of several servers one is told of each.</summary>
    /// <param name="standing">The incidents, each kind and subject once.</param>
    /// <param name="now">When those that are not named ended.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The incidents that began or ended with this call.</returns>
    Task<IReadOnlyList<Incident>> MarkAsync(IReadOnlyList<Incident> standing, Instant now, CancellationToken cancellationToken = default);

    /// <summary>The incidents that stand, and those that ended at an instant or later, the newest first.</summary>
    Task<IReadOnlyList<Incident>> IncidentsAsync(Instant from, CancellationToken cancellationToken = default);
}
