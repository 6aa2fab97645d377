using System.Runtime.InteropServices;

namespace Larder.DuckDb.Interop;

/// <summary>
/// duckdb_result, which C callers keep on their stack. Here it lives in native memory of its own, so that there is exactly
/// one copy to destroy and its address is stable. Keeps its connection.
/// </summary>
internal sealed unsafe class ResultHandle : NativeHandle
{
    internal ResultHandle()
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));
    }

    /// <summary>The struct itself, for the calls that take it by value; copies are never destroyed.</summary>
    internal NativeResult Value => *(NativeResult*)handle;

    internal DataChunkHandle FetchChunk()
    {
        var added = false;

        try
        {
            DangerousAddRef(ref added);

            return NativeMethods.FetchChunk(Value);
        }
        finally
        {
            if (added)
            {
                DangerousRelease();
            }
        }
    }

    protected override void Destroy(ref nint native)
    {
        NativeMethods.DestroyResult(native);
        NativeMemory.Free((void*)native);
        native = 0;
    }
}
