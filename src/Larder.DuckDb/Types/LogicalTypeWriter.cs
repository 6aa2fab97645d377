using Larder.DuckDb.Interop;

namespace Larder.DuckDb;

/// <summary>Makes native logical types of the writable types.</summary>
internal static class LogicalTypeWriter
{
    internal static LogicalTypeHandle Create(DuckDbType type)
    {
        var handle = type.Kind is DuckDbTypeKind.Decimal
            ? NativeMethods.CreateDecimalType((byte)type.DecimalWidth, (byte)type.DecimalScale)
            : NativeMethods.CreateLogicalType(type.Kind);

        handle.Attach();

        return handle;
    }
}
