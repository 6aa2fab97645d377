namespace Larder.Storage;

/// <summary>
/// Runs of pipelines, as events. Each open run has one owner at most, who holds it by a lease; when the lease ends, any other may take the run, with a greater fence, and from then on
/// nothing that the owner before writes is taken.
/// </summary>
/// <threadsafety>Safe for use by many threads and processes.</threadsafety>
public interface IRunStore
{
    /// <summary>Makes runs. Of each pipeline and slot there is one at most.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="reservation">Who may take them first; null for anybody.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>For each run whether it was made; false where its slot, or the run itself, was there.</returns>
    Task<IReadOnlyList<bool>> CreateAsync(IReadOnlyList<RunRecord> runs, RunReservation? reservation = null, CancellationToken cancellationToken = default);

    /// <summary>Takes open runs that are reserved for the owner or that nobody holds, those of greater priority first, then the older.</summary>
    /// <param name="owner">Who takes them.</param>
    /// <param name="pipelines">Of these pipelines only, but for what is reserved.</param>
    /// <param name="atMost">How many.</param>
    /// <param name="lease">For how long, by the store's clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string owner, IReadOnlyCollection<string> pipelines, int atMost, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Adds events to runs, each whole or not at all. What is there already, from the same owner, is taken for done.</summary>
    /// <returns>For each run whether its events are there; false where another has the run, and the owner must let go of it.</returns>
    Task<IReadOnlyList<bool>> AppendAsync(IReadOnlyList<RunAppend> appends, CancellationToken cancellationToken = default);

    /// <summary>Makes the leases of all runs of an owner longer.</summary>
    Task<RunRenewal> RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Asks something of an open run.</summary>
    /// <exception cref="Errors.NotFoundException">There is no such run.</exception>
    /// <exception cref="Errors.ConflictException">It has ended.</exception>
    Task RequestAsync(RunRequest request, CancellationToken cancellationToken = default);
}
