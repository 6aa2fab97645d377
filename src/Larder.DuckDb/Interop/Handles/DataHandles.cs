namespace Larder.DuckDb.Interop;

/// <summary>duckdb_data_chunk.</summary>
internal sealed class DataChunkHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.DestroyDataChunk(ref native);
}

/// <summary>duckdb_logical_type.</summary>
internal sealed class LogicalTypeHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.DestroyLogicalType(ref native);
}

/// <summary>duckdb_scalar_function, until it is registered; DuckDB keeps a copy.</summary>
internal sealed class ScalarFunctionHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.DestroyScalarFunction(ref native);
}
