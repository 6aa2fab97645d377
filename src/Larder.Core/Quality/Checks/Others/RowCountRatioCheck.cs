using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>
/// <c>row_count_ratio</c>: the number of rows over that of another source, or of the stored table's version before. No row there leaves no ratio, which breaks the check; where there is no version before, or it has no rows, it is not evaluated.
/// </summary>
/// <param name="There">The other source; null for the version before.</param>
/// <param name="Bounds">The bounds.</param>
public sealed record RowCountRatioCheck(OtherRows? There, Bounds Bounds) : BoundedCheck(Bounds)
{
    /// <summary>Why it is not evaluated.</summary>
    public const string NothingBefore = "There is no version before to compare with, or it has no rows.";

    /// <inheritdoc/>
    public override string Kind => "row_count_ratio";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [];

    /// <inheritdoc/>
    public override OtherRows? Other => There;

    /// <inheritdoc/>
    public override string Limit => $"rows / {(There is null ? "version before" : There)} in {Bounds}";

    internal override bool CanGroup => false;

    internal override string Details => $"{CheckTexts.All([Bounds.AtLeast, Bounds.AtMost])}{There?.Details}{base.Details}";

    internal override CheckMeter Start(CheckContext context) => There is null
        ? new Meter(context.RowsBefore is > 0 and var before ? before : -1)
        : There.Missing(this, context) ?? new Meter(There.Read(context).LongCount());

    private sealed class Meter(long there) : CheckMeter
    {
        private long _here;

        public override CheckTally Tally => new(_here, 0, Measures.Ratio(_here, there));

        public override string? NothingToSay => there < 0 ? NothingBefore : null;

        public override void Add(EventBatch batch, int row, long number) => _here++;
    }
}
