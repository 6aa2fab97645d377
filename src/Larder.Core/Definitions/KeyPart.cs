using Larder.Types;

namespace Larder;

/// <summary>One part of an entity's key: a column of spines, requests and training sets.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">Its type: text, or an integer of 32 or 64 bits.</param>
public sealed record KeyPart(string Name, ColumnType Type);
