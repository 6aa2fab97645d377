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
    private readonly int[]? _places;

    /// <summary>Columns of their own for the features.</summary>
    /// <param name="view">The view.</param>
    /// <param name="rows">Rows of the spine.</param>
    public ViewColumns(CompiledView view, int rows)
        : this(view, [.. view.Features.Select(f => Column.Create(f.Type, rows))], places: null, rows)
    {
    }

    /// <summary>Features that lie elsewhere, in another order.</summary>
    /// <param name="view">The view.</param>
    /// <param name="features">One column per feature.</param>
    /// <param name="places">For each row of the spine, its row in those columns; -1 for none, which gives null.</param>
    public ViewColumns(CompiledView view, IReadOnlyList<Column> features, int[] places)
        : this(view, features, places, places.Length)
    {
    }

    private ViewColumns(CompiledView view, IReadOnlyList<Column> features, int[]? places, int rows)
    {
        View = view;
        (_features, _places) = (features, places);
        Statuses = new FeatureStatus[rows];
        EventTimes = new long[rows];
    }

    /// <summary>The view.</summary>
    public CompiledView View { get; }

    /// <summary>The status of the view's row or events; never <see cref="FeatureStatus.NullValue"/>, which belongs to a single value.</summary>
    public FeatureStatus[] Statuses { get; }

    /// <summary>The event time behind the values, microseconds; <see cref="NoEvent"/> for none.</summary>
    public long[] EventTimes { get; }

    /// <summary>Sets a feature of a row, in columns of their own.</summary>
    public void Set(int feature, int row, FeatureValue value) => _features[feature].Set(row, value);

    /// <summary>A feature of a row.</summary>
    public FeatureValue Value(int feature, int row)
    {
        var place = _places is null ? row : _places[row];
        return place < 0 ? FeatureValue.Null : _features[feature].Value(place);
    }

    /// <summary>Copies rows of a feature to the first rows of a column of its type, invalid values as what they are.</summary>
    public void Copy(Column target, int feature, int first, int count)
    {
        if (_places is null)
        {
            target.CopyBlock(_features[feature], first, count);
        }
        else
        {
            target.CopyFrom(0, _features[feature], _places.AsSpan(first, count));
        }
    }

    /// <summary>Rows in which a feature is invalid; the values of a row view never are.</summary>
    public int CountInvalid(int feature) => _features[feature].CountInvalid();

    /// <summary>Writes rows of a feature to the start of a vector of its SQL type.</summary>
    public void Write(DuckDbWriteVector vector, int feature, int first, int count)
    {
        if (_places is null)
        {
            ColumnWriter.Write(vector, _features[feature], first, count);
        }
        else
        {
            ColumnWriter.Write(vector, _features[feature], _places.AsSpan(first, count));
        }
    }
}
