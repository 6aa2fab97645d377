using Larder.DuckDb;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Delta;

/// <summary>The files of a checkpoint as a table of the engine's: what of it can be selected, and how its rows are complained about.</summary>
/// <param name="Place">The checkpoint.</param>
/// <param name="Rows">The table function that reads the files.</param>
/// <param name="Columns">The columns they have.</param>
internal sealed record CheckpointTable(LogPlace Place, string Rows, IReadOnlyList<DuckDbColumn> Columns)
{
    /// <summary>A text that is null in each row.</summary>
    public const string NoText = "NULL::VARCHAR";

    private const string TextMap = "MAP(VARCHAR, VARCHAR)";

    public bool Has(string action, string field) => Columns.FirstOrDefault(column => column.Name == action)?.Type.Fields.Any(f => f.Name == field) == true;

    // Each is cast to what is read: a damaged file may say that its columns are something else.
    public string Number(string action, string field) => Has(action, field) ? $"{action}.{Identifiers.Quote(field)}::BIGINT" : "NULL::BIGINT";

    public string Text(string action, string field) => Has(action, field) ? $"{action}.{Identifiers.Quote(field)}::VARCHAR" : NoText;

    public string Map(string action, string field) => Has(action, field) ? $"{action}.{Identifiers.Quote(field)}::{TextMap}" : $"NULL::{TextMap}";

    /// <summary>Reads the rows of one kind of action, chunk by chunk.</summary>
    /// <param name="connection">Runs the query.</param>
    /// <param name="action">The action.</param>
    /// <param name="key">The field of it that is never null.</param>
    /// <param name="select">What is selected.</param>
    /// <param name="read">Given each chunk, and the number of rows before it.</param>
    /// <param name="ct">Stops it.</param>
    public void Each(DuckDbConnection connection, string action, string key, string select, Action<DuckDbChunk, int> read, CancellationToken ct)
    {
        if (!Has(action, key))
        {
            return;
        }

        using var result = connection.Query($"SELECT {select} FROM {Rows} WHERE {action}.{key} IS NOT NULL", ct);
        for (var before = 0; result.Read(ct) is { } chunk; before += chunk.RowCount)
        {
            read(chunk, before);
        }
    }

    /// <summary>Milliseconds since 1970, as the log keeps them.</summary>
    public Instant? Time(long? value, int number, string action, string field) => value is not { } milliseconds ? null
        : milliseconds is > long.MinValue / 1000 and < long.MaxValue / 1000 ? new Instant(milliseconds * 1000)
        : throw Place.Damaged(number, $"has an action '{action}' that has a '{field}' that is not a time");

    public InvalidInputException Lacks(int number, string action, string field) => Place.Damaged(number, $"has an action '{action}' that lacks '{field}'");
}
