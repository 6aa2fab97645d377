using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline;

/// <summary>The values of chosen rows of a row view, column by column.</summary>
internal sealed class RowValues
{
    private readonly CompiledRowView _view;
    private readonly Column[] _values;

    private RowValues(CompiledRowView view, int count)
    {
        _view = view;
        _values = [.. view.Features.Select(f => Column.Create(f.Type, count))];
    }

    /// <summary>Reads the values of the rows chosen: one column per feature, each row at its <see cref="ChosenRows.PlaceOf"/>.</summary>
    public static IReadOnlyList<Column> Read(ScanContext context, OfflineTable table, CompiledRowView view, IReadOnlyList<TablePart> parts, ChosenRows chosen)
    {
        var values = new RowValues(view, chosen.Count);
        chosen.Read(context, table, parts, () => NewReader(view), _ => values.Take);
        return values._values;
    }

    /// <summary>A reader of the columns behind a view's values. Where all of them are plain columns, no lambda can throw, and only its message would name the row.</summary>
    public static EventReader NewReader(CompiledRowView view) => new(view.Source.Schema, view.ValueColumns, withOrder: view.Columns.Any(c => c < 0));

    /// <summary>A feature's value in a row of a batch.</summary>
    /// <exception cref="UserCodeException">The view's expression threw.</exception>
    public static FeatureValue ValueOf(CompiledRowView view, EventReader batch, int row, int feature)
    {
        if (view.Columns[feature] is >= 0 and var column)
        {
            return batch.Batch.Columns[column].Value(row);
        }

        return view.Values[feature](batch.Batch, row);
    }

    private void Take(EventReader batch, int[] rows, int count, int place)
    {
        for (var f = 0; f < _values.Length; f++)
        {
            if (_view.Columns[f] is >= 0 and var column)
            {
                _values[f].CopyFrom(place, batch.Batch.Columns[column], rows.AsSpan(0, count));
            }
            else
            {
                _view.Fills[f].Fill(batch.Batch, rows, count, _values[f], place);
            }
        }
    }
}
