using System.Runtime.CompilerServices;

namespace Larder.Engine;

/// <summary>How to compile loops over millions of rows that run once.</summary>
internal static class HotLoop
{
    /// <summary>
    /// Optimized before the first call. The runtime would compile such a method plainly first and better it once it has been called
    /// often, when most of the work is done.
    /// </summary>
    public const MethodImplOptions AtOnce = MethodImplOptions.AggressiveOptimization;
}
