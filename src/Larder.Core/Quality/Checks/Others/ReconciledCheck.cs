using System.Globalization;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>A check that counts how often values occur here and in another source.</summary>
/// <param name="Keys">The columns' indexes.</param>
/// <param name="There">The other source and as many of its columns.</param>
/// <param name="Forms">The forms in which the pairs of columns are compared.</param>
public abstract record ReconciledCheck(IReadOnlyList<int> Keys, OtherRows There, IReadOnlyList<KeyForm> Forms) : Check
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => Keys;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? SampleColumns => Keys;

    /// <inheritdoc/>
    public override OtherRows? Other => There;

    /// <summary>Whether rows with a null are left out.</summary>
    public abstract bool SkipsNulls { get; }

    internal override bool CanGroup => false;

    internal override string Details => There.Details;

    /// <summary>What is tested of values that occur so often.</summary>
    public abstract long TestedOf(long here, long there);

    /// <summary>What is bad of values that occur so often.</summary>
    public abstract long BadOf(long here, long there);

    internal override bool Holds(CheckTally tally) => tally.Bad == 0;

    internal override CheckMeter Start(CheckContext context) => There.Missing(this, context) ?? new Meter(this, context);

    private sealed class Meter(ReconciledCheck check, CheckContext context) : CheckMeter
    {
        private readonly Dictionary<RowKey, long> _here = [];
        private readonly Dictionary<RowKey, long> _there = [];

        public override CheckTally Tally
        {
            get
            {
                var counts = Counts();
                return new(counts.Sum(c => check.TestedOf(c.Here, c.There)), counts.Sum(c => check.BadOf(c.Here, c.There)));
            }
        }

        public override IReadOnlyList<CheckSample> Samples =>
        [
            .. Counts().Where(c => check.BadOf(c.Here, c.There) > 0).OrderBy(c => c.Key).Take(context.Samples).Select(c => new CheckSample(c.Here, c.Key.Values) { There = c.There }),
        ];

        public override void Add(EventBatch batch, int row, long number) => Count(_here, [.. check.Keys.Select(c => batch.Columns[c].Value(row))]);

        private void Count(Dictionary<RowKey, long> counts, FeatureValue[] values)
        {
            if (!check.SkipsNulls || values.All(v => !v.IsNull))
            {
                var key = new RowKey([.. values.Zip(check.Forms, (value, form) => form.Key(value))]);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        private List<(RowKey Key, long Here, long There)> Counts()
        {
            _there.Clear();
            foreach (var values in check.There.Read(context))
            {
                Count(_there, values);
            }

            return [.. _here.Keys.Union(_there.Keys).Select(k => (k, _here.GetValueOrDefault(k), _there.GetValueOrDefault(k)))];
        }
    }
}

/// <summary><c>key_set_equal</c>: the different values of a column against those of another source; null is none of them. Tested are the different values of both sides, bad those that do not relate so.</summary>
/// <param name="Column">The column's index.</param>
/// <param name="There">The other source and its column.</param>
/// <param name="Relation">How they must relate.</param>
/// <param name="IsCounted">Whether a value must also occur as often here as there.</param>
/// <param name="Form">The form in which both columns are compared.</param>
public sealed record KeySetCheck(int Column, OtherRows There, SetRelation Relation, bool IsCounted, KeyForm Form) : ReconciledCheck([Column], There, [Form])
{
    /// <inheritdoc/>
    public override string Kind => "key_set_equal";

    /// <inheritdoc/>
    public override string Limit => $"{Relation switch { SetRelation.Subset => "within", SetRelation.Superset => "covers", _ => "equals" }} {There}{(IsCounted ? ", as often" : string.Empty)}";

    /// <inheritdoc/>
    public override bool SkipsNulls => true;

    /// <inheritdoc/>
    public override long TestedOf(long here, long there) => 1;

    /// <inheritdoc/>
    public override long BadOf(long here, long there) =>
        (Relation == SetRelation.Subset && here == 0) || (Relation == SetRelation.Superset && there == 0) || (IsCounted ? here == there : here > 0 == there > 0) ? 0 : 1;
}

/// <summary><c>rows_equal</c>: both sources have the same rows as often, as far as some columns say. Two nulls are equal. Tested are the rows of both sides, bad those without a partner.</summary>
/// <param name="Keys">The columns' indexes.</param>
/// <param name="There">The other source and as many of its columns.</param>
/// <param name="Forms">The forms in which the pairs of columns are compared.</param>
public sealed record RowsEqualCheck(IReadOnlyList<int> Keys, OtherRows There, IReadOnlyList<KeyForm> Forms) : ReconciledCheck(Keys, There, Forms)
{
    /// <inheritdoc/>
    public override string Kind => "rows_equal";

    /// <inheritdoc/>
    public override string Limit => $"rows of {There}{(Forms[0].Decimals is { } decimals ? string.Create(CultureInfo.InvariantCulture, $", {decimals} decimals") : string.Empty)}";

    /// <inheritdoc/>
    public override bool SkipsNulls => false;

    /// <inheritdoc/>
    public override long TestedOf(long here, long there) => here + there;

    /// <inheritdoc/>
    public override long BadOf(long here, long there) => Math.Abs(here - there);
}
