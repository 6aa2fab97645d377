using System.Runtime.CompilerServices;

namespace Larder.Types;

/// <summary>Values of one type and which of them are null.</summary>
public abstract class Column
{
    // Made when the first value turns out to be invalid: hardly any column has one.
    private bool[]? _invalid;

    private protected Column(ColumnType type, int capacity)
    {
        Type = type;
        Nulls = new bool[capacity];
    }

    /// <summary>The type of the values.</summary>
    public ColumnType Type { get; }

    /// <summary>True where the row is null; the value there is the type's default.</summary>
    public bool[] Nulls { get; }

    /// <summary>A column of <paramref name="type"/>.</summary>
    public static Column Create(ColumnType type, int capacity) => type switch
    {
        ColumnType.Boolean => new Column<bool>(type, capacity),
        ColumnType.Int32 => new Column<int>(type, capacity),
        ColumnType.Int64 => new Column<long>(type, capacity),
        ColumnType.Float32 => new Column<float>(type, capacity),
        ColumnType.Float64 => new Column<double>(type, capacity),
        ColumnType.String => new Column<string>(type, capacity),
        ColumnType.Timestamp => new Column<DateTime>(type, capacity),
        ColumnType.Float32List => new Column<float[]>(type, capacity),
        ColumnType.Int64List => new Column<long[]>(type, capacity),
        ColumnType.Float64List => new Column<double[]>(type, capacity),
        ColumnType.StringList => new Column<string[]>(type, capacity),
        ColumnType.Int64Map => new Column<FeatureMap<long>>(type, capacity),
        ColumnType.Float64Map => new Column<FeatureMap<double>>(type, capacity),
        ColumnType.StringMap => new Column<FeatureMap<string>>(type, capacity),
        ColumnType.Int64ListMap => new Column<FeatureMap<long[]>>(type, capacity),
        ColumnType.Float64ListMap => new Column<FeatureMap<double[]>>(type, capacity),
        ColumnType.StringListMap => new Column<FeatureMap<string[]>>(type, capacity),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a column type"),
    };

    /// <summary>The value of a row, boxed into the common form.</summary>
    public FeatureValue Value(int row) => Nulls[row] ? (IsInvalid(row) ? FeatureValue.Invalid : FeatureValue.Null) : this switch
    {
        Column<bool> c => FeatureValue.From(c.Values[row]),
        Column<int> c => FeatureValue.From(c.Values[row]),
        Column<long> c => FeatureValue.From(c.Values[row]),
        Column<float> c => FeatureValue.From(c.Values[row]),
        Column<double> c => FeatureValue.From(c.Values[row]),
        Column<string> c => FeatureValue.From(c.Values[row]),
        Column<DateTime> c => FeatureValue.From(c.Values[row]),
        Column<float[]> c => FeatureValue.From(c.Values[row]),
        Column<long[]> c => FeatureValue.From(c.Values[row]),
        Column<double[]> c => FeatureValue.From(c.Values[row]),
        Column<string[]> c => FeatureValue.From(c.Values[row]),
        Column<FeatureMap<long>> c => FeatureValue.From(c.Values[row]),
        Column<FeatureMap<double>> c => FeatureValue.From(c.Values[row]),
        Column<FeatureMap<string>> c => FeatureValue.From(c.Values[row]),
        Column<FeatureMap<long[]>> c => FeatureValue.From(c.Values[row]),
        Column<FeatureMap<double[]>> c => FeatureValue.From(c.Values[row]),
        Column<FeatureMap<string[]>> c => FeatureValue.From(c.Values[row]),
        _ => throw new InvalidOperationException($"A column of {Type} has no values."),
    };

    /// <summary>Whether any row ever held <see cref="FeatureValue.Invalid"/>.</summary>
    public bool MayBeInvalid => _invalid is not null;

    /// <summary>Rows whose value is <see cref="FeatureValue.Invalid"/>.</summary>
    public int CountInvalid() => _invalid is null ? 0 : Enumerable.Range(0, _invalid.Length).Count(IsInvalid);

    /// <summary>Copies a row of a column of the same type; an invalid value becomes null.</summary>
    public abstract void CopyFrom(int row, Column source, int sourceRow);

    /// <summary>Copies rows of a column of the same type, invalid values as nulls, to the rows from <paramref name="row"/> on.</summary>
    /// <param name="row">Where the first one goes.</param>
    /// <param name="source">A column of the same type.</param>
    /// <param name="sourceRows">Its rows, in the order wanted; -1 gives null.</param>
    public abstract void CopyFrom(int row, Column source, ReadOnlySpan<int> sourceRows);

    /// <summary>Sets the value of a row from the common form; its type must be the column's. Threads may set different rows at a time.</summary>
    public void Set(int row, FeatureValue value)
    {
        Nulls[row] = value.IsNull;
        if (value.IsInvalid)
        {
            (Volatile.Read(ref _invalid) ?? Interlocked.CompareExchange(ref _invalid, new bool[Nulls.Length], null) ?? _invalid)[row] = true;
        }
        else if (_invalid is { } invalid)
        {
            invalid[row] = false;
        }

        switch (this)
        {
            case Column<bool> c: c.Values[row] = value.AsBoolean(); break;
            case Column<int> c: c.Values[row] = value.AsInt32(); break;
            case Column<long> c: c.Values[row] = value.AsInt64(); break;
            case Column<float> c: c.Values[row] = value.AsFloat32(); break;
            case Column<double> c: c.Values[row] = value.AsFloat64(); break;
            case Column<string> c: c.Values[row] = value.AsString()!; break;
            case Column<DateTime> c: c.Values[row] = value.AsDateTime(); break;
            case Column<float[]> c: c.Values[row] = value.As<float[]>()!; break;
            case Column<long[]> c: c.Values[row] = value.As<long[]>()!; break;
            case Column<double[]> c: c.Values[row] = value.As<double[]>()!; break;
            case Column<string[]> c: c.Values[row] = value.As<string[]>()!; break;
            case Column<FeatureMap<long>> c: c.Values[row] = value.As<FeatureMap<long>>()!; break;
            case Column<FeatureMap<double>> c: c.Values[row] = value.As<FeatureMap<double>>()!; break;
            case Column<FeatureMap<string>> c: c.Values[row] = value.As<FeatureMap<string>>()!; break;
            case Column<FeatureMap<long[]>> c: c.Values[row] = value.As<FeatureMap<long[]>>()!; break;
            case Column<FeatureMap<double[]>> c: c.Values[row] = value.As<FeatureMap<double[]>>()!; break;
            case Column<FeatureMap<string[]>> c: c.Values[row] = value.As<FeatureMap<string[]>>()!; break;
        }
    }

    /// <summary>Sets the values of some rows from the common form, as <see cref="Set(int, FeatureValue)"/> does.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="values">The values.</param>
    public void Set(int first, ReadOnlySpan<FeatureValue> values)
    {
        var isPlain = this is Column<double> or Column<long>;
        foreach (ref readonly var value in values)
        {
            isPlain &= !value.IsInvalid;
        }

        if (!isPlain || MayBeInvalid)
        {
            for (var i = 0; i < values.Length; i++)
            {
                Set(first + i, values[i]);
            }

            return;
        }

        var nulls = Nulls.AsSpan(first, values.Length);
        if (this is Column<double> doubles)
        {
            var target = doubles.Values.AsSpan(first, values.Length);
            for (var i = 0; i < values.Length; i++)
            {
                (target[i], nulls[i]) = (values[i].AsFloat64(), values[i].IsNull);
            }
        }
        else if (this is Column<long> integers)
        {
            var target = integers.Values.AsSpan(first, values.Length);
            for (var i = 0; i < values.Length; i++)
            {
                (target[i], nulls[i]) = (values[i].AsInt64(), values[i].IsNull);
            }
        }
    }

    /// <summary>Copies rows of a column of the same type to the first rows, invalid values as what they are.</summary>
    /// <param name="source">A column of the same type.</param>
    /// <param name="first">Its first row wanted.</param>
    /// <param name="count">How many.</param>
    public abstract void CopyBlock(Column source, int first, int count);

    /// <summary>Marks the rows whose value is invalid.</summary>
    internal void MarkInvalid(Span<bool> rows)
    {
        for (var row = 0; _invalid is not null && row < rows.Length; row++)
        {
            rows[row] |= IsInvalid(row);
        }
    }

    /// <summary>Makes the first rows invalid or not; of those that are not the values stand.</summary>
    internal void SetInvalid(ReadOnlySpan<bool> rows)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row])
            {
                Set(row, FeatureValue.Invalid);
            }
            else if (_invalid is { } invalid)
            {
                invalid[row] = false;
            }
        }
    }

    private protected void CopyMarks(Column source, int first, int count)
    {
        if (source._invalid is not null || _invalid is not null)
        {
            var marks = new bool[count];
            for (var row = 0; row < count; row++)
            {
                marks[row] = source.IsInvalid(first + row);
            }

            SetInvalid(marks);
        }
    }

    private bool IsInvalid(int row) => Nulls[row] && _invalid is { } invalid && invalid[row];
}

/// <summary>Values of one CLR type.</summary>
/// <typeparam name="T">The CLR type of <see cref="ColumnTypes.ClrType"/>.</typeparam>
public sealed class Column<T> : Column
{
    internal Column(ColumnType type, int capacity)
        : base(type, capacity) => Values = new T[capacity];

    /// <summary>The values by row.</summary>
    public T[] Values { get; }

    /// <inheritdoc/>
    public override void CopyFrom(int row, Column source, int sourceRow)
    {
        ArgumentNullException.ThrowIfNull(source);
        Nulls[row] = source.Nulls[sourceRow];
        Values[row] = ((Column<T>)source).Values[sourceRow];
    }

    /// <inheritdoc/>
    public override void CopyBlock(Column source, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        Array.Copy(((Column<T>)source).Values, first, Values, 0, count);
        Array.Copy(source.Nulls, first, Nulls, 0, count);
        CopyMarks(source, first, count);
    }

    /// <inheritdoc/>
    // Millions of rows in a few calls: the runtime would find out too late that the loop is worth optimizing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void CopyFrom(int row, Column source, ReadOnlySpan<int> sourceRows)
    {
        ArgumentNullException.ThrowIfNull(source);
        var values = Values.AsSpan(row, sourceRows.Length);
        var nulls = Nulls.AsSpan(row, sourceRows.Length);
        var (sourceValues, sourceNulls) = (((Column<T>)source).Values, source.Nulls);
        for (var i = 0; i < sourceRows.Length; i++)
        {
            var from = sourceRows[i];
            (values[i], nulls[i]) = from < 0 ? (default!, true) : (sourceValues[from], sourceNulls[from]);
        }
    }
}
