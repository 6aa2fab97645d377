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
            not null when IsNumber(value.GetType()) && IsNumber(target) => (T)ConvertNumber(value, target, sql),
            _ => throw new InvalidCastException(
                $"The query returned a {value.GetType().Name}, not a {target.Name}; ask for that type or CAST in the SQL: {sql}"),
        };
    }

    private static bool IsNumber(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static bool IsInteger(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;

    private static object ConvertNumber(object value, Type target, string sql)
    {
        var converted = Convert.ChangeType(value, target, CultureInfo.InvariantCulture);

        // ChangeType checks the range but rounds fractions away.
        return !IsInteger(target) || value.Equals(Convert.ChangeType(converted, value.GetType(), CultureInfo.InvariantCulture))
            ? converted
            : throw new OverflowException(string.Create(
                CultureInfo.InvariantCulture, $"The query returned {value}, which is not a whole number for {target.Name}: {sql}"));
    }
}
