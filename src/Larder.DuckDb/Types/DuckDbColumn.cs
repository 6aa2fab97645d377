namespace Larder.DuckDb;

/// <summary>A column of a result or table, or a field of a STRUCT.</summary>
/// <param name="Name">Name as DuckDB spells it.</param>
/// <param name="Type">SQL type.</param>
public sealed record DuckDbColumn(string Name, DuckDbType Type);
