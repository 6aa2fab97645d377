using System.Globalization;

namespace Larder.DuckDb;

public sealed partial class DuckDbConnection
{
    /// <summary>Runs a query and returns the first value of its first row. A convenience for single values, not for loops.</summary>
    /// <typeparam name="T">
    /// A number, <see cref="bool"/>, <see cref="string"/>, byte array, <see cref="DateOnly"/>, <see cref="TimeOnly"/>,
    /// <see cref="DateTime"/> or <see cref="DateTimeOffset"/>; numbers are converted when they fit. NULL needs a nullable type.
    /// </typeparam>
    /// <param name="sql">A query with at least one row.</param>
    /// <param name="ct">Interrupts the query.</param>
    /// <exception cref="DuckDbException">The query failed.</exception>
    /// <exception cref="InvalidOperationException">There is no row, or NULL for a type that has none.</exception>
    /// <exception cref="InvalidCastException">The value is not a <typeparamref name="T"/>.</exception>
    /// <exception cref="OverflowException">The number does not fit <typeparamref name="T"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or interrupted.</exception>
    public T QueryScalar<T>(string sql, CancellationToken ct = default)
    {
        using var result = Query(sql, ct);
        using var chunk = result.Read(ct)
            ?? throw new InvalidOperationException($"The query returned no row, so there is no scalar to read: {sql}");

        return ConvertScalar<T>(chunk[0].GetValue(0), sql);
    }

    private static T ConvertScalar<T>(object? value, string sql)
    {
        var target = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);

        return value switch
        {
            T same => same,
            null when default(T) is null => default!,
            null => throw new InvalidOperationException(
                $"The query returned NULL, which {typeof(T).Name} cannot hold; ask for a nullable type: {sql}"),
            DateTime instant when target == typeof(DateTimeOffset) => (T)(object)new DateTimeOffset(instant),
            IConvertible number when number is not (string or DateTime or bool) && target.IsPrimitive || target == typeof(decimal) =>
                (T)Convert.ChangeType(value, target, CultureInfo.InvariantCulture),
            _ => throw new InvalidCastException(
                $"The query returned a {value.GetType().Name}, not a {target.Name}; ask for that type or CAST in the SQL: {sql}"),
        };
    }
}
