namespace Larder.DuckDb;

/// <summary>The class of a DuckDB error. The numbers are DuckDB's own (<c>duckdb_error_type</c>).</summary>
public enum DuckDbErrorKind
{
    /// <summary>DuckDB did not say.</summary>
    Invalid = 0,

    /// <summary>A value is outside the range of its type.</summary>
    OutOfRange = 1,

    /// <summary>A cast failed.</summary>
    Conversion = 2,

    /// <summary>Unknown type.</summary>
    UnknownType = 3,

    /// <summary>A decimal error.</summary>
    DecimalError = 4,

    /// <summary>Types do not match.</summary>
    MismatchType = 5,

    /// <summary>Division by zero.</summary>
    DivideByZero = 6,

    /// <summary>An object is too large.</summary>
    ObjectSize = 7,

    /// <summary>A type is not valid here.</summary>
    InvalidType = 8,

    /// <summary>Serialization failed.</summary>
    Serialization = 9,

    /// <summary>A transaction error, for example a conflict or an aborted transaction.</summary>
    Transaction = 10,

    /// <summary>DuckDB does not implement this.</summary>
    NotImplemented = 11,

    /// <summary>An expression error.</summary>
    Expression = 12,

    /// <summary>A table, column or function does not exist or exists already.</summary>
    Catalog = 13,

    /// <summary>The SQL does not parse.</summary>
    Parser = 14,

    /// <summary>Planning failed.</summary>
    Planner = 15,

    /// <summary>Scheduling failed.</summary>
    Scheduler = 16,

    /// <summary>Execution failed.</summary>
    Executor = 17,

    /// <summary>A constraint was violated.</summary>
    Constraint = 18,

    /// <summary>An index error.</summary>
    Index = 19,

    /// <summary>A statistics error.</summary>
    Stat = 20,

    /// <summary>A connection error, for example one that is closed.</summary>
    Connection = 21,

    /// <summary>A syntax error.</summary>
    Syntax = 22,

    /// <summary>A setting is not valid.</summary>
    Settings = 23,

    /// <summary>A name in the SQL does not resolve, or types do not fit a function.</summary>
    Binder = 24,

    /// <summary>A network error.</summary>
    Network = 25,

    /// <summary>Optimization failed.</summary>
    Optimizer = 26,

    /// <summary>A null pointer inside DuckDB.</summary>
    NullPointer = 27,

    /// <summary>A file could not be read or written, or its content is damaged.</summary>
    IO = 28,

    /// <summary>The query was interrupted.</summary>
    Interrupt = 29,

    /// <summary>The database must be reopened.</summary>
    Fatal = 30,

    /// <summary>A bug in DuckDB.</summary>
    Internal = 31,

    /// <summary>A value or argument is not valid.</summary>
    InvalidInput = 32,

    /// <summary>The memory limit was reached.</summary>
    OutOfMemory = 33,

    /// <summary>Not permitted by the settings.</summary>
    Permission = 34,

    /// <summary>A parameter has no type yet.</summary>
    ParameterNotResolved = 35,

    /// <summary>A parameter is not allowed here.</summary>
    ParameterNotAllowed = 36,

    /// <summary>Something still depends on the object.</summary>
    Dependency = 37,

    /// <summary>An HTTP error.</summary>
    Http = 38,

    /// <summary>An extension is missing.</summary>
    MissingExtension = 39,

    /// <summary>An extension could not be loaded by itself.</summary>
    Autoload = 40,

    /// <summary>A sequence error.</summary>
    Sequence = 41,

    /// <summary>The configuration is not valid.</summary>
    InvalidConfiguration = 42,
}
