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
    public static EventReader NewReader(CompiledRowView view) => new(view.Source.Schema, view.ValueColumns, order: view.Columns.Any(c => c < 0) ? OrderParts.All : OrderParts.None);

    /// <summary>A feature's values in rows of a batch, in a column of its type from <paramref name="first"/> on.</summary>
    /// <exception cref="UserCodeException">The view's expression threw.</exception>
    public static void Fill(CompiledRowView view, EventReader batch, int[] rows, int count, int feature, Column target, int first)
    {
        if (view.Columns[feature] is >= 0 and var column)
        {
            target.CopyFrom(first, batch.Batch.Columns[column], rows.AsSpan(0, count));
        }
        else
        {
            view.Fills[feature].Fill(batch.Batch, rows, count, target, first);
        }
    }

    private void Take(EventReader batch, int[] rows, int count, int place)
    {
        for (var f = 0; f < _values.Length; f++)
        {
            Fill(_view, batch, rows, count, f, _values[f], place);
        }
    }
}
