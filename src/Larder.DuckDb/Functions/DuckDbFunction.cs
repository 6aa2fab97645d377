namespace Larder.DuckDb;

/// <summary>
/// Computes the columns of a function for up to 2048 rows. DuckDB calls it from several threads at once. What it throws fails the
/// statement with its message.
/// </summary>
/// <param name="arguments">The function's argument in each row.</param>
/// <param name="rows">Receives the columns; every row must be set.</param>
public delegate void DuckDbFunction(ReadOnlySpan<long> arguments, DuckDbFunctionRows rows);
