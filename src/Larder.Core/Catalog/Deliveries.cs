using Larder.Errors;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>A source that delivers rows again has to say how they are known.</summary>
internal static class Deliveries
{
    /// <summary>Checks a source.</summary>
    /// <exception cref="InvalidDefinitionException">Every ingest would store all rows once more, or the watermark does not grow.</exception>
    public static void Check(SourceDefinition source)
    {
        if (source is { Format: SourceFormat.Postgres, Watermark: null, EventId: null })
        {
            throw new InvalidDefinitionException(
                $"Source {source.Name} would store all rows of PostgreSQL again with every ingest; name a growing column with Watermark(l => l.Id), or the rows' id with WithId(l => l.Id).");
        }

        if (source is { TimeZone: { } zone, Watermark: { } column } && source.Schema.Columns[column].Type == ColumnType.Timestamp)
        {
            throw new InvalidDefinitionException(
                $"Source {source.Name}: its watermark {source.Schema.Columns[column].Property} is a time local to {zone}, which does not grow when clocks are put back; take an integer, or leave out WithTimeZone.");
        }
    }
}
