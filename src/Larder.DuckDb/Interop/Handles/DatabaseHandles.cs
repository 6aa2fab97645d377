namespace Larder.DuckDb.Interop;

/// <summary>duckdb_database.</summary>
internal sealed class DatabaseHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.Close(ref native);
}

/// <summary>duckdb_connection; keeps its database.</summary>
internal sealed class ConnectionHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.Disconnect(ref native);
}

/// <summary>duckdb_config.</summary>
internal sealed class ConfigHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.DestroyConfig(ref native);
}
