using System.Globalization;
using Larder.Errors;
using Larder.Storage;
using Larder.Types;

namespace Larder.Postgres;

/// <summary>The statements that read rows. Names are quoted and values are numbers or times, so nothing in them is SQL.</summary>
internal static class PostgresSql
{
    /// <summary>A table, or a query in brackets. The line break ends a comment at the query's end.</summary>
    public static string From(RowOrigin origin) => origin.IsQuery
        ? $"(\n{origin.TableOrQuery.TrimEnd().TrimEnd(';')}\n) AS rows"
        : string.Join('.', origin.TableOrQuery.Split('.').Select(Quote));

    /// <summary>The copy of a selection.</summary>
    /// <exception cref="InvalidInputException">The rows cannot be ordered by the column asked for.</exception>
    public static string Copy(RowOrigin origin, RowSelection selection, IReadOnlyList<PostgresColumn> columns)
    {
        var select = string.Join(", ", selection.Columns.Select(name => $"{Value(columns.First(c => c.Name == name))} AS {Quote(name)}"));
        var order = selection.OrderBy is { } by ? columns.First(c => c.Name == by) : null;
        var where = selection.After is { } after ? $" WHERE rows.{Quote(order!.Name)} > {Literal(origin, order, after)}" : "";
        var sorted = order is null ? "" : $" ORDER BY rows.{Quote(order.Name)}";
        var from = origin.IsQuery ? From(origin) : $"{From(origin)} AS rows";
        return $"COPY (SELECT {select} FROM {from}{where}{sorted}) TO STDOUT (FORMAT csv, HEADER true, NULL '\\N', ENCODING 'UTF8')";
    }

    private static string Value(PostgresColumn column) => column.Type switch
    {
        "boolean" => $"rows.{Quote(column.Name)}::text",
        _ when column.Type.EndsWith("[]", StringComparison.Ordinal) => $"array_to_json(rows.{Quote(column.Name)})::text",
        _ => $"rows.{Quote(column.Name)}",
    };

    private static string Literal(RowOrigin origin, PostgresColumn column, long value) => column.Type switch
    {
        "smallint" or "integer" or "bigint" or "numeric" => value.ToString(CultureInfo.InvariantCulture),
        "timestamp with time zone" => $"'{new Instant(value)}'::timestamptz",
        "timestamp without time zone" or "date" => $"'{new Instant(value).ToString().TrimEnd('Z')}'::timestamp",
        _ => throw new InvalidInputException(
            $"Source {origin.Source}: the watermark {column.Name} is {column.Type} in PostgreSQL '{origin.Connection}'; take an integer, a date or a timestamp, for example by a query that casts it."),
    };

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
