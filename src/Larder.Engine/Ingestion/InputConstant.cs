using Larder.DuckDb;

namespace Larder.Ingestion;

/// <summary>A column that has one value in a whole file: a folder's, or a partition's.</summary>
/// <param name="Column">Its name, as the folder or the table has it.</param>
/// <param name="Text">The value; null where it is null.</param>
/// <param name="IsUtc">Whether a time is an instant, so that no zone applies.</param>
internal sealed record InputConstant(string Column, string? Text, bool IsUtc = false)
{
    /// <summary>The value as SQL, of type text.</summary>
    public string ToSql() => Text is null ? "NULL::VARCHAR" : Identifiers.Literal(Text);
}
