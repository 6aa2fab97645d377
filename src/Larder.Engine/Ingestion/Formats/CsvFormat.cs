using Larder.DuckDb;
using Larder.Errors;

namespace Larder.Ingestion;

/// <summary>Comma-separated text with a header line, plain or gzip.</summary>
internal class CsvFormat : FileFormat
{
    public override string Name => "CSV";

    public override IReadOnlyList<string> Suffixes { get; } = [".csv", ".csv.gz"];

    /// <summary>What is a null, for the reader; an empty field where nothing else is said.</summary>
    protected virtual string Nulls => string.Empty;

    public override TextScan Scan(string path) => new CsvScan(path);

    public override RowQuery Query(DuckDbConnection connection, SourceDefinition source, InputFile file, Func<string> copyPath, CancellationToken cancellationToken)
    {
        var header = CsvHeader.Read(file);
        var match = Match(source, file, header);
        var readable = file.NeedsCopy ? copyPath() : file.Path;
        if (file.NeedsCopy)
        {
            LineEnds.Unify(file.Path, readable, cancellationToken);
        }

        var select = string.Join(", ", source.Schema.Columns.Select((c, i) => file.ConstantOf(c.SourceName)?.ToSql() ?? $"c{match[i]}"));
        var columns = string.Join(", ", header.Select((_, i) => $"'c{i}': 'VARCHAR'"));
        return new(
            $"SELECT {select} FROM read_csv({Identifiers.Literal(readable)}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', {Nulls}columns = {{{columns}}})",
            IsText: true,
            new bool[source.Schema.Columns.Count]);
    }

    /// <summary>An open quote swallows what follows, so that the engine complains of other lines; it is named instead.</summary>
    public override LarderException Unreadable(InputFile file, DuckDbException failed, CancellationToken cancellationToken) =>
        failed.Kind is not DuckDbErrorKind.Interrupt && OpenQuote.LineOf(file.Path, cancellationToken) is { } line
            ? new InvalidInputException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file.Name}, line {line}: a quote opens in this line that is not closed at the end of its field. Nothing was stored; close it, or double it where it is text, and ingest again."),
                failed)
            : base.Unreadable(file, failed, cancellationToken);
}

/// <summary>CSV as a database's adapter writes it: an empty text is a text.</summary>
internal sealed class RowFormat : CsvFormat
{
    protected override string Nulls => "nullstr = '\\N', allow_quoted_nulls = false, ";
}
