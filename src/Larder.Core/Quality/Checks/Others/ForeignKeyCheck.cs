using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary><c>foreign_key</c>: values are among those of a column of another source. Null is none of them.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="Keys">The other source and its column.</param>
/// <param name="Form">The form in which both columns are compared.</param>
public sealed record ForeignKeyCheck(int Column, OtherRows Keys, KeyForm Form) : RelativeCheck
{
    /// <inheritdoc/>
    public override string Kind => "foreign_key";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Needed => [Column];

    /// <inheritdoc/>
    public override OtherRows? Other => Keys;

    /// <inheritdoc/>
    public override string Limit => $"in {Keys}";

    internal override string Details => $"{Keys.Details}{base.Details}";

    internal override IEnumerable<KeptRow> BadOf(IReadOnlyList<KeptRow> rows) => [];

    internal override CheckMeter Start(CheckContext context) => Prepare(context)();

    internal override Func<CheckMeter> Prepare(CheckContext context)
    {
        if (Keys.Missing(this, context) is { } missing)
        {
            return () => missing;
        }

        HashSet<FeatureValue> keys = [.. Keys.Read(context).Where(k => !k[0].IsNull).Select(k => Form.Key(k[0]))];
        return () => new RowMeter(Applies, (batch, row) => keys.Contains(Form.Key(batch.Columns[Column].Value(row))), context);
    }
}
