using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>How long vectors handed out for writing may be used.</summary>
internal sealed class WriteScope
{
    /// <summary>Rows of a vector.</summary>
    internal static int Capacity { get; } = (int)NativeMethods.VectorSize();

    /// <summary>Moves on whenever the vectors handed out lose their meaning.</summary>
    internal int Generation { get; private set; }

    /// <summary>Moves on whenever the elements of a list may have moved in memory.</summary>
    internal int Growth { get; set; }

    internal void End() => Generation++;
}
