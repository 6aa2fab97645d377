using System.Collections.Frozen;

namespace Larder.DuckDb;

/// <summary>The words DuckDB puts before " Error:" in its messages.</summary>
internal static class ErrorKindNames
{
    private static readonly FrozenDictionary<string, DuckDbErrorKind> Kinds = new Dictionary<string, DuckDbErrorKind>
    {
        ["Out of Range"] = DuckDbErrorKind.OutOfRange,
        ["Conversion"] = DuckDbErrorKind.Conversion,
        ["Unknown Type"] = DuckDbErrorKind.UnknownType,
        ["Decimal"] = DuckDbErrorKind.DecimalError,
        ["Mismatch Type"] = DuckDbErrorKind.MismatchType,
        ["Divide by Zero"] = DuckDbErrorKind.DivideByZero,
        ["Object Size"] = DuckDbErrorKind.ObjectSize,
        ["Invalid type"] = DuckDbErrorKind.InvalidType,
        ["Serialization"] = DuckDbErrorKind.Serialization,
        ["TransactionContext"] = DuckDbErrorKind.Transaction,
        ["Not implemented"] = DuckDbErrorKind.NotImplemented,
        ["Expression"] = DuckDbErrorKind.Expression,
        ["Catalog"] = DuckDbErrorKind.Catalog,
        ["Parser"] = DuckDbErrorKind.Parser,
        ["Planner"] = DuckDbErrorKind.Planner,
        ["Scheduler"] = DuckDbErrorKind.Scheduler,
        ["Executor"] = DuckDbErrorKind.Executor,
        ["Constraint"] = DuckDbErrorKind.Constraint,
        ["Index"] = DuckDbErrorKind.Index,
        ["Stat"] = DuckDbErrorKind.Stat,
        ["Connection"] = DuckDbErrorKind.Connection,
        ["Syntax"] = DuckDbErrorKind.Syntax,
        ["Settings"] = DuckDbErrorKind.Settings,
        ["Binder"] = DuckDbErrorKind.Binder,
        ["Network"] = DuckDbErrorKind.Network,
        ["Optimizer"] = DuckDbErrorKind.Optimizer,
        ["NullPointer"] = DuckDbErrorKind.NullPointer,
        ["IO"] = DuckDbErrorKind.IO,
        ["INTERRUPT"] = DuckDbErrorKind.Interrupt,
        ["FATAL"] = DuckDbErrorKind.Fatal,
        ["INTERNAL"] = DuckDbErrorKind.Internal,
        ["Invalid Input"] = DuckDbErrorKind.InvalidInput,
        ["Out of Memory"] = DuckDbErrorKind.OutOfMemory,
        ["Permission"] = DuckDbErrorKind.Permission,
        ["Parameter Not Resolved"] = DuckDbErrorKind.ParameterNotResolved,
        ["Parameter Not Allowed"] = DuckDbErrorKind.ParameterNotAllowed,
        ["Dependency"] = DuckDbErrorKind.Dependency,
        ["HTTP"] = DuckDbErrorKind.Http,
        ["Missing Extension"] = DuckDbErrorKind.MissingExtension,
        ["Extension Autoloading"] = DuckDbErrorKind.Autoload,
        ["Sequence"] = DuckDbErrorKind.Sequence,
        ["Invalid Configuration"] = DuckDbErrorKind.InvalidConfiguration,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static DuckDbErrorKind Parse(string? message)
    {
        var end = message?.IndexOf(" Error:", StringComparison.Ordinal) ?? -1;

        return end > 0 && Kinds.TryGetValue(message![..end], out var kind) ? kind : DuckDbErrorKind.Invalid;
    }
}
