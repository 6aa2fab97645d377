using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary><c>row_aggregate</c>: a number that a class in C# makes of the rows lies within bounds.</summary>
/// <param name="Class">The class, as it is written.</param>
/// <param name="Make">Makes one for rows in the form in which they are read.</param>
/// <param name="Bounds">The bounds.</param>
public sealed record RowAggregateCheck(string Class, Func<BatchAggregate> Make, Bounds Bounds) : BoundedCheck(Bounds)
{
    /// <inheritdoc/>
    public override string Kind => "row_aggregate";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Columns => [];

    /// <inheritdoc/>
    public override string Limit => $"{Class} in {Bounds}";

    internal override string Details => $"{CheckTexts.All([Bounds.AtLeast, Bounds.AtMost])}{base.Details}";

    internal override CheckMeter Start(CheckContext context) => new Meter(this);

    private sealed class Meter(RowAggregateCheck check) : CheckMeter
    {
        private readonly BatchAggregate _aggregate = check.Make();
        private long _rows;
        private string? _error;

        public override CheckTally Tally => new(_rows, 0, Value);

        public override string? Error
        {
            get
            {
                _ = Value;
                return _error;
            }
        }

        private FeatureValue Value
        {
            get
            {
                try
                {
                    return FeatureValue.From(_aggregate.Value());
                }
#pragma warning disable CA1031 // Whatever the user's class throws is the check's error.
                catch (Exception thrown)
#pragma warning restore CA1031
                {
                    _error = UserCode.Named($"Check {check.Name}", thrown).Message;
                    return FeatureValue.Null;
                }
            }
        }

        public override void Add(EventBatch batch, int row, long number)
        {
            _rows++;
            try
            {
                _aggregate.Add(batch, row);
            }
            catch (Exception thrown) when (thrown is not LarderException)
            {
                throw UserCode.Named($"Check {check.Name}", thrown);
            }
        }
    }
}

/// <summary>A number of rows as they are read.</summary>
/// <param name="Add">Takes a row of a batch.</param>
/// <param name="Value">The number of the rows taken; null for none.</param>
public sealed record BatchAggregate(RowAction Add, Func<double?> Value);

/// <summary>Takes one row of a batch.</summary>
public delegate void RowAction(EventBatch batch, int row);
