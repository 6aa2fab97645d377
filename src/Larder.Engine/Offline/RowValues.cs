using System.Numerics;
using Larder.Catalog;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline;

/// <summary>
/// The values of chosen rows of a row view: rows are chosen by their number in the table's fixed order, then one scan of the value
/// columns keeps theirs. A bitmap with a rank per word tells where a row's values are kept.
/// </summary>
internal sealed class RowValues
{
    private readonly CompiledRowView _view;
    private readonly ulong[] _bits;
    private readonly int[] _ranks;
    private Column[] _values = [];

    /// <param name="view">The view.</param>
    /// <param name="rows">Rows of the table.</param>
    public RowValues(CompiledRowView view, long rows)
    {
        _view = view;
        _bits = new ulong[(rows / 64) + 1];
        _ranks = new int[(rows / 64) + 1];
    }

    /// <summary>Chooses a row.</summary>
    public void Keep(long row) => _bits[row >> 6] |= 1UL << (int)(row & 63);

    /// <summary>Reads the chosen rows' values. The scan must be the one that numbered the rows: same table version, same instant.</summary>
    public void Read(DuckDbConnection connection, OfflineTable table, Instant asOf, CancellationToken cancellationToken)
    {
        var count = 0;
        for (var word = 0; word < _bits.Length; word++)
        {
            _ranks[word] = count;
            count += BitOperations.PopCount(_bits[word]);
        }

        _values = [.. _view.Features.Select(f => Column.Create(f.Type, count))];
        var (number, place) = (0L, 0);
        foreach (var reader in table.Scan(connection, _view.ValueColumns, asOf, inTotalOrder: false, cancellationToken))
        {
            for (var row = 0; row < reader.Batch.Count; row++, number++)
            {
                if ((_bits[number >> 6] & (1UL << (int)(number & 63))) == 0)
                {
                    continue;
                }

                for (var f = 0; f < _values.Length; f++)
                {
                    Copy(reader, row, f, place);
                }

                place++;
            }
        }
    }

    /// <summary>Copies a chosen row's values to a row of other columns.</summary>
    public void CopyTo(IReadOnlyList<Column> target, int targetRow, long row)
    {
        var place = PlaceOf(row);
        for (var f = 0; f < _values.Length; f++)
        {
            target[f].CopyFrom(targetRow, _values[f], place);
        }
    }

    /// <summary>Takes a chosen row's values.</summary>
    public void CopyTo(Span<FeatureValue> target, long row)
    {
        var place = PlaceOf(row);
        for (var f = 0; f < _values.Length; f++)
        {
            target[f] = _values[f].Value(place);
        }
    }

    private int PlaceOf(long row) => _ranks[row >> 6] + BitOperations.PopCount(_bits[row >> 6] & ((1UL << (int)(row & 63)) - 1));

    private void Copy(EventReader reader, int row, int feature, int place)
    {
        if (_view.Columns[feature] is >= 0 and var column)
        {
            _values[feature].CopyFrom(place, reader.Batch.Columns[column], row);
            return;
        }

        try
        {
            _values[feature].Set(place, _view.Values[feature](reader.Batch, row));
        }
        catch (Exception thrown) when (thrown is not LarderException)
        {
            throw ViewErrors.Threw(_view, reader.Order(row), thrown);
        }
    }
}
