using Larder.Errors;
using Larder.Types;

namespace Larder.Quality.Checks;

/// <summary>Evaluates one check, with its condition and groups, on rows as they come.</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class CheckRun
{
    private readonly Check _check;
    private readonly CheckContext _context;
    private readonly Dictionary<FeatureValue, CheckMeter> _groups = [];
    private readonly CheckMeter _all;
    private string? _error;

    /// <summary>Begins without rows.</summary>
    public CheckRun(Check check, CheckContext context)
    {
        ArgumentNullException.ThrowIfNull(check);
        (_check, _context, _all) = (check, context, check.Start(context));
    }

    /// <summary>How it came out.</summary>
    public CheckResult Result
    {
        get
        {
            if (_error is not null)
            {
                return CheckResult.Failed(_check, _error);
            }

            var result = _check.GroupBy is null ? CheckResult.Of(_check, _all.Tally) : CheckResult.Of(_check, _groups.Select(g => (g.Key, g.Value.Tally)));
            return result.Outcome is CheckOutcome.Fail or CheckOutcome.Warn ? result with { Samples = _all.Samples } : result;
        }
    }

    /// <summary>Takes the rows of a batch, numbered.</summary>
    public void Add(EventBatch batch, ReadOnlySpan<long> numbers)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var row = 0; row < batch.Count && _error is null; row++)
        {
            try
            {
                Add(batch, row, numbers[row]);
            }
            catch (UserCodeException thrown)
            {
                _error = $"{thrown.Message} It was asked about row {numbers[row]}; let the condition decide such rows.";
            }
        }
    }

    private void Add(EventBatch batch, int row, long number)
    {
        if (_check.When?.Holds(batch, row) == false)
        {
            return;
        }

        if (_check.GroupBy is { } column)
        {
            var key = ValueOrder.Key(batch.Columns[column].Value(row));
            if (!_groups.TryGetValue(key, out var group))
            {
                _groups.Add(key, group = _check.Start(_context));
            }

            group.Add(batch, row, number);
        }

        _all.Add(batch, row, number);
    }
}
