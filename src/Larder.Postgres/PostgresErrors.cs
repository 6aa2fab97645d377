using Larder.Errors;
using Larder.Storage;
using Npgsql;

namespace Larder.Postgres;

/// <summary>Turns Npgsql's errors into one line that says what, where and what next.</summary>
internal static class PostgresErrors
{
    /// <summary>An error of a reading.</summary>
    public static LarderException Of(RowOrigin origin, NpgsqlConnectionStringBuilder builder, NpgsqlException failed)
    {
        var place = $"PostgreSQL '{origin.Connection}' ({builder.Host}:{builder.Port}, database {builder.Database ?? builder.Username})";
        return failed switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused =>
                Unavailable($"refuses user {builder.Username}: {refused.MessageText}", $"correct Username and Password in the connection string '{origin.Connection}'"),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } none =>
                Unavailable($"says: {none.MessageText}", $"correct Database in the connection string '{origin.Connection}'"),
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
                Unavailable($"says: {denied.MessageText}", $"grant user {builder.Username} SELECT on it"),
            PostgresException { SqlState: ['2', '2', ..] } value =>
                new InvalidInputException($"Source {origin.Source}: {place} says that a value cannot be read or computed ({value.SqlState}); which one is in the server's log. Nothing was stored; correct the {(origin.IsQuery ? "query" : "rows")} and ingest again.", failed),
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn } or PostgresException { SqlState: ['4', '2', ..] or ['0', 'A', ..] or ['2', '5', ..] } =>
                new InvalidInputException($"Source {origin.Source}: {place} says: {((PostgresException)failed).MessageText} ({failed.SqlState}). Nothing was stored; correct the {(origin.IsQuery ? "query" : "table's name")} of the source.", failed),
            PostgresException stopped => Unavailable($"stopped: {stopped.MessageText} ({stopped.SqlState})", "ingest again, or ask who runs the server", isTransient: true),
            _ => Unavailable($"cannot be reached: {Innermost(failed).Message.TrimEnd('.')}", $"check the connection string '{origin.Connection}' and the network, and ingest again", isTransient: true),
        };

        UnavailableException Unavailable(string what, string next, bool isTransient = false) => new($"Source {origin.Source}: {place} {what}. Nothing was stored; {next}.", isTransient, failed);
    }

    private static Exception Innermost(Exception failed) => failed.InnerException is { } inner ? Innermost(inner) : failed;
}
