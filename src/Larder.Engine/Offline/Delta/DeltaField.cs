namespace Larder.Offline.Delta;

/// <summary>One column of a Delta table.</summary>
/// <param name="Name">The name; unique in its schema, whatever the letter case.</param>
/// <param name="Type">The type.</param>
/// <param name="Nullable">Whether rows may lack a value; default true.</param>
/// <param name="Metadata">The column's metadata as compact JSON; default none.</param>
internal sealed record DeltaField(string Name, DeltaType Type, bool Nullable = true, string Metadata = "{}");
