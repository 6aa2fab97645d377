namespace Larder.DuckDb.Interop;

/// <summary>duckdb_appender; keeps its connection.</summary>
internal sealed class AppenderHandle : NativeHandle
{
    protected override void Destroy(ref nint native)
    {
        // Destroying an appender flushes it: rows nobody asked to keep must be dropped first.
        NativeMethods.AppenderClear(native);
        NativeMethods.AppenderDestroy(ref native);
    }
}

/// <summary>duckdb_error_data.</summary>
internal sealed class ErrorDataHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.DestroyErrorData(ref native);
}

/// <summary>duckdb_table_description.</summary>
internal sealed class TableDescriptionHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.TableDescriptionDestroy(ref native);
}
