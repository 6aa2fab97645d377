using System.Runtime.CompilerServices;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Engine;
using Larder.Types;

namespace Larder.Offline.TrainingSets;

/// <summary>What a view yields for every spine row: its features, how they came about and how old they are.</summary>
internal sealed class ViewColumns
{
    /// <summary>The event time of a row without one.</summary>
    public const long NoEvent = long.MinValue;

    private readonly IReadOnlyList<Column> _features;
    private readonly int[] _places;
    private readonly FeatureStatus[] _statuses = [];
    private readonly long[] _eventTimes;
    private readonly bool _isAllByPlace;

    /// <summary>Columns in another order than the spine's.</summary>
    /// <param name="view">The view.</param>
    /// <param name="features">One column per feature.</param>
    /// <param name="places">For each row of the spine, its row in the columns.</param>
    /// <param name="eventTimes">The event time behind each row of the columns; of rows without one nothing is known.</param>
    public ViewColumns(CompiledView view, IReadOnlyList<Column> features, int[] places, long[] eventTimes) =>
        (View, _features, _places, _eventTimes, _isAllByPlace) = (view, features, places, eventTimes, true);

    /// <summary>Features that lie elsewhere, in another order; statuses and times, to be set, in the spine's.</summary>
    /// <param name="view">The view.</param>
    /// <param name="features">One column per feature.</param>
    /// <param name="places">For each row of the spine, its row in those columns; -1 for none, which gives null.</param>
    public ViewColumns(CompiledView view, IReadOnlyList<Column> features, int[] places)
    {
        View = view;
        (_features, _places) = (features, places);
        (_statuses, _eventTimes) = (new FeatureStatus[places.Length], new long[places.Length]);
    }

    /// <summary>The view.</summary>
    public CompiledView View { get; }

    /// <summary>The status of the view's row or events; never <see cref="FeatureStatus.NullValue"/>, which belongs to a single value.</summary>
    public FeatureStatus Status(int row) => _isAllByPlace ? StatusOf(_eventTimes[_places[row]]) : _statuses[row];

    /// <summary>The event time behind the values, microseconds; <see cref="NoEvent"/> for none.</summary>
    public long EventTime(int row) => _eventTimes[_isAllByPlace ? _places[row] : row];

    /// <summary>Says how the values of some rows came about; not for columns in another order.</summary>
    public void Set(Range rows, FeatureStatus status, long eventTime)
    {
        _statuses.AsSpan(rows).Fill(status);
        _eventTimes.AsSpan(rows).Fill(eventTime);
    }

    /// <summary>Copies rows of a feature to the first rows of a column of its type, invalid values as what they are.</summary>
    public void Copy(Column target, int feature, int first, int count)
    {
        var source = _features[feature];
        var places = _places.AsSpan(first, count);
        target.CopyFrom(0, source, places);
        for (var row = 0; source.MayBeInvalid && row < count; row++)
        {
            if (places[row] >= 0 && source.Value(places[row]).IsInvalid)
            {
                target.Set(row, FeatureValue.Invalid);
            }
        }
    }

    /// <summary>Says how the values of a row came about; not for columns in another order.</summary>
    public void Set(int row, FeatureStatus status, long eventTime) => (_statuses[row], _eventTimes[row]) = (status, eventTime);

    /// <summary>A feature of a row.</summary>
    public FeatureValue Value(int feature, int row) => _places[row] < 0 ? FeatureValue.Null : _features[feature].Value(_places[row]);

    /// <summary>Rows of the spine in which a feature is invalid.</summary>
    public int CountInvalid(int feature)
    {
        var invalid = _features[feature].CountInvalid();
        return invalid == 0 || !_isAllByPlace ? invalid : _places.Count(place => _features[feature].Value(place).IsInvalid);
    }

    /// <summary>Writes rows of a feature to the start of a vector of its SQL type.</summary>
    public void Write(DuckDbWriteVector vector, int feature, int first, int count) => ColumnWriter.Write(vector, _features[feature], _places.AsSpan(first, count));

    /// <summary>Writes the event times of some rows to the start of a vector.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public void WriteTimes(DuckDbWriteVector vector, int first, int count)
    {
        var target = vector.Values<long>();
        for (var row = 0; row < count; row++)
        {
            target[row] = EventTime(first + row);
        }

        for (var row = 0; row < count; row++)
        {
            if (target[row] == NoEvent)
            {
                vector.SetNull(row);
            }
        }
    }

    /// <summary>Writes the statuses of some rows, as their numbers, to the start of a vector.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    public void WriteStatuses(DuckDbWriteVector vector, int first, int count)
    {
        var target = vector.Values<byte>();
        for (var row = 0; row < count; row++)
        {
            target[row] = (byte)Status(first + row);
        }
    }

    private static FeatureStatus StatusOf(long eventTime) => eventTime == NoEvent ? FeatureStatus.NotFound : FeatureStatus.Present;
}
