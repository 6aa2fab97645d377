namespace Larder.DuckDb.Interop;

/// <summary>duckdb_prepared_statement; keeps its connection.</summary>
internal sealed class PreparedStatementHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.DestroyPrepare(ref native);
}

/// <summary>duckdb_extracted_statements: SQL text cut into statements.</summary>
internal sealed class ExtractedStatementsHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.DestroyExtracted(ref native);
}

/// <summary>duckdb_pending_result: a planned statement about to run.</summary>
internal sealed class PendingResultHandle : NativeHandle
{
    protected override void Destroy(ref nint native) => NativeMethods.DestroyPending(ref native);
}
