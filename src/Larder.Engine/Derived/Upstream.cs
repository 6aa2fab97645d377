using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline;
using Larder.Types;

namespace Larder.Derived;

/// <summary>The tables that a derivation reads, each pinned to its newest version.</summary>
internal sealed class Upstream
{
    private readonly Dictionary<string, OfflineTable> _tables;

    private Upstream(IReadOnlyList<OfflineTable> tables)
    {
        _tables = tables.ToDictionary(t => t.Source.Name, StringComparer.Ordinal);
        Versions = [.. tables.Select(t => new UpstreamVersion(t.Source.Name, t.Version, t.Fingerprint))];
    }

    /// <summary>What is pinned, in the order of the definition.</summary>
    public IReadOnlyList<UpstreamVersion> Versions { get; }

    /// <summary>The table of a source.</summary>
    public OfflineTable this[string source] => _tables[source];

    /// <summary>Opens the tables.</summary>
    /// <exception cref="NotFoundException">One has no events.</exception>
    public static async Task<Upstream> OpenAsync(Workspace workspace, Derivation derivation, CancellationToken cancellationToken)
    {
        var tables = new List<OfflineTable>();
        foreach (var source in derivation.Upstream)
        {
            tables.Add(await OfflineTable.OpenAsync(workspace.OfflinePath, source, version: null, cancellationToken).ConfigureAwait(false));
        }

        return new Upstream(tables);
    }

    /// <summary>The rows that came to a table since a state; null where that state's rows are not there any more.</summary>
    public Task<OfflineTable?> SinceAsync(DerivedState state, string source, CancellationToken cancellationToken) =>
        state.Upstream.FirstOrDefault(u => u.Table == source) is { } before
            ? _tables[source].SinceAsync(before.Version, before.Files, cancellationToken)
            : Task.FromResult<OfflineTable?>(null);

    /// <summary>
    /// Why rows made before cannot stay as they are; null where they can. A row made at time t has seen what was known at t. It is as it would be made today
    /// unless a table it was looked up in has got a row since that can be seen at t or before.
    /// </summary>
    /// <param name="state">What the rows were made of.</param>
    /// <param name="sources">The tables looked up.</param>
    /// <param name="engine">Reads the new rows' times.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public async Task<string?> WhyOutdatedAsync(DerivedState state, IEnumerable<string> sources, DuckDbDatabase engine, CancellationToken cancellationToken)
    {
        using var connection = engine.Connect();
        foreach (var source in sources)
        {
            if (await SinceAsync(state, source, cancellationToken).ConfigureAwait(false) is not { } fresh)
            {
                return $"{source} was made anew";
            }

            if (state.Newest is { } newest && fresh.FirstSeen(connection, cancellationToken) is { } first && first.Microseconds <= newest)
            {
                return $"{source} got rows known from {first} on, and rows up to {new Instant(newest)} had looked it up";
            }
        }

        return null;
    }
}
