using System.Data;
using Larder.Errors;
using Larder.Storage;
using Npgsql;

namespace Larder.Postgres;

/// <summary>Reads tables and queries of PostgreSQL: each copy in a read-only transaction of its own, by <c>COPY … TO STDOUT</c>. Holds no connection between calls.</summary>
/// <param name="connectionStrings">Gives the connection string of a name, null where there is none. Called whenever rows are read.</param>
public sealed class PostgresRows(Func<string, string?> connectionStrings) : IRowReader
{
    private const string Settings = "SET TRANSACTION READ ONLY; SET LOCAL DateStyle = 'ISO'; SET LOCAL TimeZone = 'UTC'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL extra_float_digits = 1";

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ColumnsAsync(RowOrigin origin, CancellationToken cancellationToken = default) => RunAsync<IReadOnlyList<string>>(
        origin,
        async connection => [.. (await DescribeAsync(connection, origin, cancellationToken).ConfigureAwait(false)).Select(c => c.Name)],
        cancellationToken);

    /// <inheritdoc/>
    public Task CopyAsync(RowOrigin origin, RowSelection selection, Stream target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return RunAsync(
            origin,
            async connection =>
            {
                var columns = await DescribeAsync(connection, origin, cancellationToken).ConfigureAwait(false);
                using var source = await connection.BeginTextExportAsync(PostgresSql.Copy(origin, selection, columns), cancellationToken).ConfigureAwait(false);
                var writer = new StreamWriter(target, leaveOpen: true);
                await using (writer.ConfigureAwait(false))
                {
                    var buffer = new char[1 << 16];
                    while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
                    {
                        await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    }
                }

                return true;
            },
            cancellationToken);
    }

    private static async Task<IReadOnlyList<PostgresColumn>> DescribeAsync(NpgsqlConnection connection, RowOrigin origin, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand($"SELECT * FROM {PostgresSql.From(origin)}", connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return [.. Enumerable.Range(0, reader.FieldCount).Select(i => new PostgresColumn(reader.GetName(i), reader.GetDataTypeName(i)))];
            }
        }
    }

    /// <summary>Runs a reading in one snapshot.</summary>
    private async Task<T> RunAsync<T>(RowOrigin origin, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(origin);
        var builder = Builder(origin);
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var settings = new NpgsqlCommand(Settings, connection);
                    await using (settings.ConfigureAwait(false))
                    {
                        await settings.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                    }

                    return await read(connection).ConfigureAwait(false);
                }
            }
        }
        catch (NpgsqlException failed) when (!cancellationToken.IsCancellationRequested)
        {
            throw PostgresErrors.Of(origin, builder, failed);
        }
    }

    private NpgsqlConnectionStringBuilder Builder(RowOrigin origin)
    {
        var text = connectionStrings(origin.Connection);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new NotFoundException(
                $"Source {origin.Source} reads PostgreSQL '{origin.Connection}', which has no connection string; set ConnectionStrings__{origin.Connection} in the environment, or ConnectionStrings:{origin.Connection} in appsettings.json without the password.");
        }

        try
        {
            // Errors of the server carry rows' values in their details; they stay out of messages.
            return new NpgsqlConnectionStringBuilder(text) { Pooling = false, IncludeErrorDetail = false };
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException or InvalidCastException)
        {
            throw new InvalidInputException($"The connection string '{origin.Connection}' of source {origin.Source} is none of Npgsql's; write Host=…;Port=…;Database=…;Username=…;Password=….");
        }
    }
}

/// <summary>A column of a table or query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as in <c>timestamp with time zone</c> or <c>integer[]</c>.</param>
internal sealed record PostgresColumn(string Name, string Type);
