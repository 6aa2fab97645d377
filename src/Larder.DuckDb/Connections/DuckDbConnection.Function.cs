using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

public sealed partial class DuckDbConnection
{
    /// <summary>
    /// Adds a function of a BIGINT, never NULL, that returns a STRUCT, for all connections and until the database is closed. It counts
    /// as volatile: DuckDB calls it once for each row where it stands, and never in advance.
    /// </summary>
    /// <param name="name">Its name, unquoted. A function added under this name before is replaced.</param>
    /// <param name="columns">The fields of the STRUCT, of writable types.</param>
    /// <param name="function">Computes them.</param>
    /// <exception cref="ArgumentException">There is no column, or one of a type that cannot be written.</exception>
    /// <exception cref="InvalidOperationException">DuckDB has something else of this name, as an aggregate.</exception>
    public void AddFunction(string name, IReadOnlyList<DuckDbColumn> columns, DuckDbFunction function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(function);
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);

        if (columns.Count == 0 || columns.FirstOrDefault(c => !c.Type.IsWritable) is not null)
        {
            throw new ArgumentException($"Function {name} needs columns, all of types that can be written; cast others to VARCHAR in SQL.", nameof(columns));
        }

        using var native = NativeMethods.CreateScalarFunction();
        native.Attach();
        using var argument = LogicalTypeWriter.Create(DuckDbType.Of(DuckDbTypeKind.BigInt));
        using var row = LogicalTypeWriter.CreateStruct(columns);
        NativeMethods.ScalarFunctionSetName(native, name);
        NativeMethods.ScalarFunctionAddParameter(native, argument);
        NativeMethods.ScalarFunctionSetReturnType(native, row);
        NativeMethods.ScalarFunctionSetVolatile(native);
        new FunctionBody([.. columns], function).AttachTo(native);
        if (NativeMethods.RegisterScalarFunction(_handle, native) is not NativeState.Success)
        {
            throw new InvalidOperationException($"DuckDB did not accept function {name}; give another name.");
        }
    }
}
