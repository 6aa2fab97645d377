namespace Larder.DuckDb;

/// <summary>The SQL type of a column. The numbers are DuckDB's own (<c>duckdb_type</c>) and cross the native boundary.</summary>
public enum DuckDbTypeKind
{
    /// <summary>No type.</summary>
    Invalid = 0,

    /// <summary>BOOLEAN, one byte.</summary>
    Boolean = 1,

    /// <summary>TINYINT, <see cref="sbyte"/>.</summary>
    TinyInt = 2,

    /// <summary>SMALLINT, <see cref="short"/>.</summary>
    SmallInt = 3,

    /// <summary>INTEGER, <see cref="int"/>.</summary>
    Integer = 4,

    /// <summary>BIGINT, <see cref="long"/>.</summary>
    BigInt = 5,

    /// <summary>UTINYINT, <see cref="byte"/>.</summary>
    UTinyInt = 6,

    /// <summary>USMALLINT, <see cref="ushort"/>.</summary>
    USmallInt = 7,

    /// <summary>UINTEGER, <see cref="uint"/>.</summary>
    UInteger = 8,

    /// <summary>UBIGINT, <see cref="ulong"/>.</summary>
    UBigInt = 9,

    /// <summary>FLOAT, <see cref="float"/>.</summary>
    Float = 10,

    /// <summary>DOUBLE, <see cref="double"/>.</summary>
    Double = 11,

    /// <summary>TIMESTAMP: <see cref="long"/> microseconds since 1970-01-01, without a zone.</summary>
    Timestamp = 12,

    /// <summary>DATE: <see cref="int"/> days since 1970-01-01.</summary>
    Date = 13,

    /// <summary>TIME: <see cref="long"/> microseconds since midnight.</summary>
    Time = 14,

    /// <summary>INTERVAL. Not readable here.</summary>
    Interval = 15,

    /// <summary>HUGEINT. Not readable here.</summary>
    HugeInt = 16,

    /// <summary>VARCHAR, UTF-8 text (JSON columns too).</summary>
    Varchar = 17,

    /// <summary>BLOB.</summary>
    Blob = 18,

    /// <summary>DECIMAL(width, scale).</summary>
    Decimal = 19,

    /// <summary>TIMESTAMP_S. Not readable here.</summary>
    TimestampSeconds = 20,

    /// <summary>TIMESTAMP_MS. Not readable here.</summary>
    TimestampMilliseconds = 21,

    /// <summary>TIMESTAMP_NS. Not readable here.</summary>
    TimestampNanoseconds = 22,

    /// <summary>ENUM. Not readable here.</summary>
    Enum = 23,

    /// <summary>LIST: an entry per row into a child vector.</summary>
    List = 24,

    /// <summary>STRUCT: a child vector per field.</summary>
    Struct = 25,

    /// <summary>MAP. Not readable here.</summary>
    Map = 26,

    /// <summary>UUID. Not readable here.</summary>
    Uuid = 27,

    /// <summary>UNION. Not readable here.</summary>
    Union = 28,

    /// <summary>BIT. Not readable here.</summary>
    Bit = 29,

    /// <summary>TIME WITH TIME ZONE. Not readable here.</summary>
    TimeTz = 30,

    /// <summary>TIMESTAMP WITH TIME ZONE: <see cref="long"/> microseconds since 1970-01-01 UTC.</summary>
    TimestampTz = 31,

    /// <summary>UHUGEINT. Not readable here.</summary>
    UHugeInt = 32,

    /// <summary>ARRAY of fixed length. Not readable here.</summary>
    Array = 33,

    /// <summary>Any type, in function signatures.</summary>
    Any = 34,

    /// <summary>BIGNUM. Not readable here.</summary>
    BigNum = 35,

    /// <summary>The type of a bare NULL.</summary>
    SqlNull = 36,

    /// <summary>A string literal before it has a type.</summary>
    StringLiteral = 37,

    /// <summary>An integer literal before it has a type.</summary>
    IntegerLiteral = 38,

    /// <summary>TIME_NS. Not readable here.</summary>
    TimeNanoseconds = 39,

    /// <summary>GEOMETRY. Not readable here.</summary>
    Geometry = 40,

    /// <summary>VARIANT. Not readable here.</summary>
    Variant = 41,
}
