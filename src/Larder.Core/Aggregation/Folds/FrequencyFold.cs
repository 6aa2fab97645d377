using Larder.Aggregation.Algebra;
using Larder.Types;

namespace Larder.Aggregation.Folds;

/// <summary>
/// How often each value occurs, over the codes of an input instead of its values: what <see cref="Frequencies"/> computes, without a
/// dictionary. From one query to the next only the rows that entered and left are touched.
/// </summary>
internal sealed class FrequencyFold(FrequencyResult result, AggregationSpec spec, CodeBook codes) : Fold(spec)
{
    private readonly FrequencyLevels? _levels = result == FrequencyResult.Top ? new FrequencyLevels() : null;
    private int[] _counts = [];
    private FeatureValue _result;
    private long _distinct;
    private int _start;
    private int _end;
    private bool _holds;

    public override void Attach(EntityEvents events)
    {
        base.Attach(events);
        _holds = false;
    }

    public override FeatureValue Evaluate(WindowRange range, Instant at, bool unchanged)
    {
        if (!unchanged)
        {
            Slide(range, at);
            _result = Finish();
        }

        return _result;
    }

    private void Slide(WindowRange range, Instant at)
    {
        codes.Build(Events, Input!);
        if (!(_holds && range.IsSettled && range.Start >= _start && range.Start <= _end && range.End >= _end))
        {
            Clear();
            (_start, _end) = (range.Start, range.Start);
        }

        for (; _start < range.Start; _start++)
        {
            if (Takes(_start))
            {
                Change(codes.Of(_start), -1);
            }
        }

        for (; _end < range.End; _end++)
        {
            if (Takes(_end, range, at))
            {
                Change(codes.Of(_end), 1);
            }
        }

        _holds = range.IsSettled;
    }

    private void Clear()
    {
        if (_counts.Length < codes.Count)
        {
            _counts = new int[Math.Max(codes.Count, _counts.Length * 2)];
        }
        else
        {
            Array.Clear(_counts);
        }

        _distinct = 0;
        _levels?.Clear(codes.Count);
    }

    private void Change(int code, int by)
    {
        ref var count = ref _counts[code];
        _distinct += count == 0 ? 1 : 0;
        _levels?.Move(code, count, count + by);
        count += by;
        _distinct -= count == 0 ? 1 : 0;
    }

    private FeatureValue Finish()
    {
        if (result == FrequencyResult.Distinct)
        {
            return FeatureValue.From(_distinct);
        }

        return _distinct == 0 ? FeatureValue.Null : _levels is null ? Histogram() : codes.Top(_levels, (int)Math.Min(_distinct, Spec.Count));
    }

    private FeatureValue Histogram()
    {
        var entries = new List<KeyValuePair<string, long>>();
        for (var code = 0; code < codes.Count; code++)
        {
            if (_counts[code] > 0)
            {
                entries.Add(KeyValuePair.Create(codes.Value(code).ToString(), (long)_counts[code]));
            }
        }

        return FeatureValue.From(new FeatureMap<long>(entries));
    }
}
