using Larder.DuckDb;
using Larder.Engine;
using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>How the files of a source are found and read.</summary>
internal abstract class FileFormat
{
    private static readonly FileFormat Csv = new CsvFormat();
    private static readonly FileFormat Parquet = new ParquetFormat();
    private static readonly FileFormat Json = new JsonFormat();
    private static readonly FileFormat Rows = new RowFormat();

    /// <summary>What people call it.</summary>
    public abstract string Name { get; }

    /// <summary>How the names of its files end; below a folder others are passed over.</summary>
    public abstract IReadOnlyList<string> Suffixes { get; }

    /// <summary>The format of a source's files.</summary>
    public static FileFormat Of(SourceDefinition source) => source.Format switch
    {
        SourceFormat.Csv => Csv,
        SourceFormat.Json => Json,
        SourceFormat.Postgres => Rows,
        _ => Parquet,
    };

    /// <summary>Looks at a file's text while it is hashed; null where the file is no text.</summary>
    public virtual TextScan? Scan(string path) => null;

    /// <summary>The query for a file's rows: a column for each of the event type.</summary>
    /// <param name="connection">The engine.</param>
    /// <param name="source">The source.</param>
    /// <param name="file">The file.</param>
    /// <param name="copyPath">Gives the path of a copy, where the engine cannot read the file as it is.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="LarderException">The file lacks columns, or cannot be read.</exception>
    public abstract RowQuery Query(DuckDbConnection connection, SourceDefinition source, InputFile file, Func<string> copyPath, CancellationToken cancellationToken);

    /// <summary>The error of a file that the engine could not read.</summary>
    public virtual LarderException Unreadable(InputFile file, DuckDbException failed, CancellationToken cancellationToken) => EngineErrors.OfInput(file.Name, failed);

    /// <summary>Matches the columns of a file, those that its folders name among them, to the event type's. A column that a table has and one of its files has not is null there.</summary>
    /// <returns>For each column of the event type its place in the header; -1 where the file has a constant or nothing for it.</returns>
    /// <exception cref="LarderException">Columns are missing (<see cref="ErrorKind.SuiteBreached"/>), or two could be the one wanted.</exception>
    protected static int[] Match(SourceDefinition source, InputFile file, IReadOnlyList<string> header)
    {
        var match = CsvHeader.Match(source.Schema, header, out var missing);
        var absent = missing.Where(column => file.ConstantOf(column) is null && file.Table?.Fields.Any(f => CsvHeader.AreAlike(f.Name, column)) != true).ToArray();
        return absent.Length == 0
            ? match
            : throw SuiteRun.Breached(source, file.Name, [$"schema: column {string.Join(", ", absent)} missing (the file has {string.Join(", ", header)})"]);
    }
}

/// <summary>A query for the rows of one file.</summary>
/// <param name="Sql">A column for each of the event type.</param>
/// <param name="IsText">Whether values come as text; else each has its column's SQL type.</param>
/// <param name="IsUtc">For each column whether the file says that its times are instants, so that no zone applies.</param>
internal sealed record RowQuery(string Sql, bool IsText, bool[] IsUtc)
{
    /// <summary>The columns whose values are read of every row; of the others it is only seen whether they are null, and their values are read of the rows asked for. Null for all.</summary>
    public IReadOnlyList<bool>? Wanted { get; init; }
}
