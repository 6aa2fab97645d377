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
    private readonly Func<CheckMeter> _start;
    private readonly CheckMeter _all;
    private string? _error;

    /// <summary>Begins without rows.</summary>
    public CheckRun(Check check, CheckContext context)
    {
        ArgumentNullException.ThrowIfNull(check);
        (_check, _context) = (check, context);
        try
        {
            _start = check.Prepare(context);
            _all = _start();
        }
        catch (UserCodeException thrown)
        {
            // Of a condition on the rows of another source.
            _start = () => new NoMeter(thrown.Message);
            _all = _start();
        }
    }

    /// <summary>How it came out.</summary>
    public CheckResult Result
    {
        get
        {
            if ((_error ?? _all.Error ?? _groups.Values.Select(g => g.Error).FirstOrDefault(e => e is not null)) is { } error)
            {
                return CheckResult.Failed(_check, error);
            }

            if (_all.NothingToSay is { } reason)
            {
                return CheckResult.NotEvaluated(_check, reason);
            }

            var result = _check.GroupBy is null ? CheckResult.Of(_check, _all.Tally) : CheckResult.Of(_check, _groups.Select(g => (g.Key, g.Value.Tally)));
            return result.Outcome is CheckOutcome.Fail or CheckOutcome.Warn ? result with { Samples = Samples } : result;
        }
    }

    /// <summary>Rows that are judged beside others are so in their group.</summary>
    private IReadOnlyList<CheckSample> Samples => _check is RelativeCheck && _check.GroupBy is not null
        ? [.. _groups.Values.SelectMany(g => g.Samples).OrderBy(s => s.Row).Take(_context.Samples)]
        : _all.Samples;

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
                _groups.Add(key, group = _start());
            }

            group.Add(batch, row, number);
        }

        _all.Add(batch, row, number);
    }
}
