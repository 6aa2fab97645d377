using Larder.DuckDb;
using Larder.Errors;

namespace Larder.Offline.Delta;

internal sealed partial class DeltaTable
{
    /// <summary>Writes a checkpoint of the newest version, so that readers need not replay the commits before it; does nothing where there is one.</summary>
    /// <returns>The version.</returns>
    /// <exception cref="NotFoundException">There is no table.</exception>
    /// <exception cref="InvalidInputException">The log is damaged, or the table uses a feature that Larder does not write.</exception>
    /// <exception cref="UnavailableException">The folder cannot be read or written, or the disk is full; nothing has changed.</exception>
    public async Task<long> CheckpointAsync(CancellationToken ct = default)
    {
        var state = new LogState(Path);
        await LogReader.ReplayAsync(state, null, ct).ConfigureAwait(false);
        var snapshot = state.Version < 0 ? throw DeltaErrors.NoTable(Path) : state.ToSnapshot();
        ProtocolGate.RequireWritable(Path, snapshot, removesRows: false);
        try
        {
            await CheckpointWriter.WriteAsync(state, Now(), _reached, ct).ConfigureAwait(false);
            return state.Version;
        }
        catch (Exception e) when (DeltaErrors.IsIo(e) || e is DuckDbException)
        {
            throw DeltaErrors.CannotWrite(Path, e);
        }
    }
}
