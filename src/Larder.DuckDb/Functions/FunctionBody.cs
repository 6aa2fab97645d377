using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>A function that DuckDB knows: it holds this object from its registration until the database is closed.</summary>
internal sealed unsafe class FunctionBody(IReadOnlyList<DuckDbColumn> columns, DuckDbFunction function)
{
    /// <summary>Makes the native function call this one; from then on DuckDB frees it.</summary>
    internal void AttachTo(ScalarFunctionHandle native)
    {
        NativeMethods.ScalarFunctionSetExtraInfo(native, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &Free);
        NativeMethods.ScalarFunctionSetFunction(native, &Call);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint body) => GCHandle.FromIntPtr(body).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(nint call, nint input, VectorPointer output)
    {
        // No exception may reach the native caller.
        try
        {
            var body = (FunctionBody)GCHandle.FromIntPtr(NativeMethods.ScalarFunctionGetExtraInfo(call)).Target!;
            body.Call(input, output);
        }
        catch (Exception thrown)
        {
            NativeMethods.ScalarFunctionSetError(call, thrown.Message);
        }
    }

    private void Call(nint input, VectorPointer output)
    {
        var vector = NativeMethods.DataChunkGetVector(input, 0);
        var rows = (int)NativeMethods.DataChunkGetSize(input);
        var validity = NativeMethods.VectorGetValidity(vector);
        if (validity is not null && !ValidityMask.AllValid(validity, rows))
        {
            throw new InvalidOperationException("The argument is NULL in some row; leave such rows out.");
        }

        for (var column = 0; column < columns.Count; column++)
        {
            DuckDbWriteVector.Clear(NativeMethods.StructVectorGetChild(output, (ulong)column), columns[column].Type);
        }

        var scope = new WriteScope();
        try
        {
            function(new ReadOnlySpan<long>(NativeMethods.VectorGetData(vector), rows), new DuckDbFunctionRows(scope, output, columns));
        }
        finally
        {
            scope.End();
        }
    }
}
