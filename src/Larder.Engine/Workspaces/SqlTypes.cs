using Larder.DuckDb;
using Larder.Errors;
using Larder.Types;

namespace Larder.Engine;

/// <summary>Column types in DuckDB.</summary>
internal static class SqlTypes
{
    /// <summary>The SQL type that holds a column.</summary>
    public static string NameOf(ColumnType type) => type switch
    {
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Int32 => "INTEGER",
        ColumnType.Int64 => "BIGINT",
        ColumnType.Float32 => "FLOAT",
        ColumnType.Float64 => "DOUBLE",
        ColumnType.Timestamp => "TIMESTAMP",
        _ when type.IsComposite() => TypeOf(type).ToString(),
        _ => "VARCHAR",
    };

    /// <summary>The engine's type that holds a column.</summary>
    public static DuckDbType TypeOf(ColumnType type) => type switch
    {
        ColumnType.Boolean => DuckDbType.Of(DuckDbTypeKind.Boolean),
        ColumnType.Int32 => DuckDbType.Of(DuckDbTypeKind.Integer),
        ColumnType.Int64 => DuckDbType.Of(DuckDbTypeKind.BigInt),
        ColumnType.Float32 => DuckDbType.Of(DuckDbTypeKind.Float),
        ColumnType.Float64 => DuckDbType.Of(DuckDbTypeKind.Double),
        ColumnType.Timestamp => DuckDbType.Of(DuckDbTypeKind.Timestamp),
        ColumnType.Float32List => DuckDbType.List(TypeOf(ColumnType.Float32)),
        ColumnType.Int64List => DuckDbType.List(TypeOf(ColumnType.Int64)),
        ColumnType.Float64List => DuckDbType.List(TypeOf(ColumnType.Float64)),
        ColumnType.StringList => DuckDbType.List(TypeOf(ColumnType.String)),
        _ when type.IsComposite() => DuckDbType.Map(TypeOf(ColumnType.String), TypeOf(type.ElementOfMap())),
        _ => DuckDbType.Of(DuckDbTypeKind.Varchar),
    };

    /// <summary>A row of a vector that has the SQL type of <paramref name="type"/>.</summary>
    /// <exception cref="InvalidInputException">A list holds a null, or a map a null or a key twice.</exception>
    public static FeatureValue Value(DuckDbVector vector, int row, ColumnType type)
    {
        if (!vector.IsValid(row))
        {
            return FeatureValue.Null;
        }

        return type switch
        {
            ColumnType.Boolean => FeatureValue.From(vector.GetBoolean(row)),
            ColumnType.Int32 => FeatureValue.From(vector.Values<int>()[row]),
            ColumnType.Int64 => FeatureValue.From(vector.Values<long>()[row]),
            ColumnType.Float32 => FeatureValue.From(vector.Values<float>()[row]),
            ColumnType.Float64 => FeatureValue.From(vector.Values<double>()[row]),
            ColumnType.Timestamp => FeatureValue.From(new Instant(vector.Values<long>()[row])),
            _ when type.IsComposite() => CompositeVectors.TryRead(vector, row, type, out var value)
                ? value
                : throw new InvalidInputException($"A value of type {type.Name()} holds a null, or a key twice; leave such elements out."),
            _ => FeatureValue.From(vector.GetString(row)),
        };
    }

    /// <summary>Writes a value to a row of a vector that has its SQL type.</summary>
    public static void Write(DuckDbWriteVector vector, int row, FeatureValue value)
    {
        switch (value.Type)
        {
            case 0: vector.SetNull(row); break;
            case ColumnType.Boolean: vector.Values<bool>()[row] = value.AsBoolean(); break;
            case ColumnType.Int32: vector.Values<int>()[row] = value.AsInt32(); break;
            case ColumnType.Float32: vector.Values<float>()[row] = value.AsFloat32(); break;
            case ColumnType.Float64: vector.Values<double>()[row] = value.AsFloat64(); break;
            case ColumnType.String: vector.SetString(row, value.AsString()!); break;
            case var type when type.IsComposite(): CompositeVectors.Write(vector, row, value); break;
            default: vector.Values<long>()[row] = value.Bits; break;
        }
    }
}
