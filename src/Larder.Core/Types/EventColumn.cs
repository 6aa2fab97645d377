namespace Larder.Types;

/// <summary>One column of an event type.</summary>
/// <param name="Name">The stored name: the property's, in snake case.</param>
/// <param name="SourceName">The name looked for in files; case and underscores do not matter.</param>
/// <param name="Property">The property's name.</param>
/// <param name="Type">The stored type.</param>
/// <param name="IsNullable">Whether the property can hold null.</param>
public sealed record EventColumn(string Name, string SourceName, string Property, ColumnType Type, bool IsNullable);
