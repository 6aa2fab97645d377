using Larder.Errors;
using Larder.Models;
using Larder.Types;

namespace Larder.Training;

/// <summary>A model over the rows of a table: it finds its features by name and scores the way serving does.</summary>
internal sealed class BoundModel
{
    private readonly LogisticModel _model;
    private readonly TrainingTable _table;
    private readonly double[]?[] _columns;
    private readonly FeatureValue[] _values;

    /// <exception cref="NotFoundException">The table lacks a feature of the model.</exception>
    public BoundModel(LogisticModel model, TrainingTable table)
    {
        (_model, _table) = (model, table);
        _columns = [.. model.Terms.Select(t => t.Encoding is null ? table.Values(t.Feature) : null)];
        _values = new FeatureValue[_columns.Length];
    }

    public double[] Score(ReadOnlySpan<int> rows)
    {
        var scores = new double[rows.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = _model.Score(Values(rows[i]));
        }

        return scores;
    }

    /// <summary>A row's values in the order of the model's terms; valid until the next call.</summary>
    public ReadOnlySpan<FeatureValue> Values(int row)
    {
        for (var f = 0; f < _columns.Length; f++)
        {
            _values[f] = _columns[f] is not { } column ? _table.Categories(_model.Terms[f].Feature)[row]
                : double.IsNaN(column[row]) ? FeatureValue.Null
                : FeatureValue.From(column[row]);
        }

        return _values;
    }
}
