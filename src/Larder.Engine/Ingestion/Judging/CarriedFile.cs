using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Ingestion;

/// <summary>
/// A Parquet file whose columns are stored as they are, so that the engine can carry them: each has the type of its column or one that fits into it whatever the value, times are UTC, and
/// no row is compared with others. Of numbers with fractions zeros and NaNs are brought into one form on the way.
/// </summary>
internal sealed class CarriedFile
{
    private const string NumberColumn = "file_row_number";

    private readonly SourceDefinition _source;
    private readonly string[] _columns;

    private CarriedFile(SourceDefinition source, InputFile file, string[] columns) => (_source, File, _columns) = (source, file, columns);

    /// <summary>The file.</summary>
    public InputFile File { get; }

    /// <summary>In a condition, the number of a row, from 0.</summary>
    public static string Number => NumberColumn;

    /// <summary>In a condition, a row's event time.</summary>
    public string Time => _columns[_source.EventTime];

    /// <summary>Looks at a file; null where its rows cannot be carried.</summary>
    /// <exception cref="Errors.LarderException">It cannot be read, or lacks columns.</exception>
    public static CarriedFile? TryOpen(DuckDbConnection connection, SourceDefinition source, InputFile file, CancellationToken cancellationToken)
    {
        if (FileFormat.Of(source) is not ParquetFormat
            || source is not { TimeZone: null, EventId: null, Watermark: null, Suite.RejectsDuplicates: false }
            || file.Constants.Count > 0
            || source.Schema.Columns.Any(c => c.Type.IsComposite()))
        {
            return null;
        }

        var found = ParquetFormat.ColumnsOf(connection, file, cancellationToken);
        var match = ParquetFormat.MatchOf(source, file, found);
        return match.Any(m => m < 0) || found.Any(c => c.Name.Equals(NumberColumn, StringComparison.OrdinalIgnoreCase))
            || source.Schema.Columns.Where((c, i) => !Fits(found[match[i]].Type.Kind, c.Type)).Any()
            ? null
            : new CarriedFile(source, file, [.. source.Schema.Columns.Select((c, i) => $"CAST({Identifiers.Quote(found[match[i]].Name)} AS {SqlTypes.NameOf(c.Type)})")]);
    }

    /// <summary>The columns whose values are looked at: those that rules read, and all times, as not every time of the engine is one of .NET.</summary>
    public bool[] Wanted =>
        [.. _source.Schema.Columns.Select((c, i) => c.Type == ColumnType.Timestamp || _source.Suite.IsAskedAbout(i))];

    /// <summary>The query for the columns of data files of the rows that meet a condition.</summary>
    /// <param name="condition">Over <see cref="Number"/> and <see cref="Time"/>.</param>
    /// <param name="sequence">The sequence of a row; negative for one that is left out.</param>
    public string Select(string condition, string sequence)
    {
        var delay = _source.Delay.Ticks / TimeSpan.TicksPerMicrosecond;
        var known = _source.KnownAt is { } index ? _columns[index] : delay == 0 ? Time : $"make_timestamp(epoch_us({Time}) + {delay})";
        var columns = _source.Schema.Columns.Select((c, i) => $"{InOneForm(c.Type, _columns[i])} AS {Identifiers.Quote(c.Name)}");
        return $"SELECT * FROM (SELECT {Time} AS _event_time, {known} AS _known_at, {sequence} AS _sequence, {string.Join(", ", columns)} FROM {Rows} WHERE {condition}) WHERE _sequence >= 0";
    }

    /// <summary>How many rows are read whenever one is: those of a row group.</summary>
    public long RowsPerGroup(DuckDbConnection connection, CancellationToken cancellationToken) => connection.QueryScalar<long>(
        $"SELECT greatest(1, num_rows // greatest(1, num_row_groups))::BIGINT FROM parquet_file_metadata({Identifiers.Literal(File.Path)})", cancellationToken);

    private string Rows => ParquetFormat.Rows(File, isNumbered: true);

    private static bool Fits(DuckDbTypeKind kind, ColumnType type) => type switch
    {
        ColumnType.Boolean => kind == DuckDbTypeKind.Boolean,
        ColumnType.Int32 => kind is DuckDbTypeKind.Integer or DuckDbTypeKind.SmallInt or DuckDbTypeKind.TinyInt or DuckDbTypeKind.USmallInt or DuckDbTypeKind.UTinyInt,
        ColumnType.Int64 => kind is DuckDbTypeKind.BigInt or DuckDbTypeKind.UInteger || Fits(kind, ColumnType.Int32),
        ColumnType.Float32 => kind == DuckDbTypeKind.Float,
        ColumnType.Float64 => kind is DuckDbTypeKind.Double or DuckDbTypeKind.Float,
        ColumnType.String => kind == DuckDbTypeKind.Varchar,
        ColumnType.Timestamp => kind is DuckDbTypeKind.Timestamp or DuckDbTypeKind.TimestampTz,
        _ => false,
    };

    /// <summary>As <see cref="OneForm"/>, whose NaN has its sign set.</summary>
    private static string InOneForm(ColumnType type, string value) => type is ColumnType.Float32 or ColumnType.Float64
        ? $"CASE WHEN isnan({value}) THEN '-nan'::{SqlTypes.NameOf(type)} ELSE {value} + 0::{SqlTypes.NameOf(type)} END"
        : value;
}
