using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>A file under a table's folder that no version refers to: left by a writer that died, or not yet committed by one that lives.</summary>
/// <param name="Path">Where the file is, relative to the table's folder, with <c>/</c> between folders.</param>
/// <param name="Size">Bytes.</param>
/// <param name="LastWritten">When it was last written.</param>
internal sealed record DeltaOrphan(string Path, long Size, Instant LastWritten);
