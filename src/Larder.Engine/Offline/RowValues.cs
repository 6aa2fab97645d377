using System.Numerics;
using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline;

/// <summary>
/// The values of chosen rows of a row view: rows are chosen by their number in the table's fixed order, then one scan of the value
/// columns keeps theirs. A bitmap per part, with a rank per word, tells where a row's values are kept.
/// </summary>
internal sealed class RowValues
{
    private readonly CompiledRowView _view;
    private readonly ulong[][] _bits;
    private readonly int[][] _ranks;
    private Column[] _values = [];

    /// <param name="view">The view.</param>
    /// <param name="rows">Rows of each part.</param>
    public RowValues(CompiledRowView view, IReadOnlyList<long> rows)
    {
        _view = view;
        _bits = [.. rows.Select(r => new ulong[(r / 64) + 1])];
        _ranks = [.. rows.Select(r => new int[(r / 64) + 1])];
    }

    /// <summary>Chooses a row. Many threads may choose at once.</summary>
    public void Keep(long row)
    {
        var place = RowNumbers.Place(row);
        Interlocked.Or(ref _bits[RowNumbers.Part(row)][place >> 6], 1UL << (int)(place & 63));
    }

    /// <summary>Reads the chosen rows' values. The scan must be the one that numbered the rows: same table version, parts and instant.</summary>
    public void Read(ScanContext context, OfflineTable table, IReadOnlyList<TablePart> parts)
    {
        var count = 0;
        for (var part = 0; part < _bits.Length; part++)
        {
            for (var word = 0; word < _bits[part].Length; word++)
            {
                _ranks[part][word] = count;
                count += BitOperations.PopCount(_bits[part][word]);
            }
        }

        _values = [.. _view.Features.Select(f => Column.Create(f.Type, count))];

        // Where all values are plain columns, no lambda can throw, and only its message would name the row.
        var withOrder = _view.Columns.Any(c => c < 0);
        context.ForEach(parts, (connection, part, cancellationToken) =>
        {
            var (bits, place, first) = (_bits[part.Number], _ranks[part.Number][0], 0L);
            var picks = new int[EventReader.Capacity];
            var reader = new EventReader(table.Source.Schema, _view.ValueColumns, withOrder: withOrder);
            foreach (var batch in table.Scan(connection, part, reader, context.AsOf, cancellationToken))
            {
                var picked = Pick(bits, first, batch.Batch.Count, picks);
                for (var f = 0; f < _values.Length; f++)
                {
                    Copy(batch, picks.AsSpan(0, picked), f, place);
                }

                first += batch.Batch.Count;
                place += picked;
            }
        });
    }

    /// <summary>Where a chosen row's values are kept: to be given to <c>CopyTo</c>.</summary>
    public int PlaceOf(long row)
    {
        var (part, place) = (RowNumbers.Part(row), RowNumbers.Place(row));
        var word = place >> 6;
        return _ranks[part][word] + BitOperations.PopCount(_bits[part][word] & ((1UL << (int)(place & 63)) - 1));
    }

    /// <summary>Copies a feature of chosen rows to a column's rows from the first on.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="target">A column of its type.</param>
    /// <param name="first">Its first row to be written.</param>
    /// <param name="places">Of each row, from <see cref="PlaceOf"/>; -1 gives null.</param>
    public void CopyTo(int feature, Column target, int first, ReadOnlySpan<int> places) => target.CopyFrom(first, _values[feature], places);

    /// <summary>Takes a chosen row's values.</summary>
    public void CopyTo(Span<FeatureValue> target, int place)
    {
        for (var f = 0; f < _values.Length; f++)
        {
            target[f] = _values[f].Value(place);
        }
    }

    /// <summary>Lists the chosen rows of a batch by their place in it.</summary>
    private static int Pick(ulong[] bits, long first, int count, int[] picks)
    {
        var picked = 0;
        for (var row = 0; row < count;)
        {
            var shift = (int)((first + row) & 63);
            var word = bits[(first + row) >> 6] >> shift;
            var length = Math.Min(64 - shift, count - row);
            if (length < 64)
            {
                word &= (1UL << length) - 1;
            }

            for (; word != 0; word &= word - 1)
            {
                picks[picked++] = row + BitOperations.TrailingZeroCount(word);
            }

            row += length;
        }

        return picked;
    }

    private void Copy(EventReader reader, ReadOnlySpan<int> rows, int feature, int place)
    {
        if (_view.Columns[feature] is >= 0 and var column)
        {
            _values[feature].CopyFrom(place, reader.Batch.Columns[column], rows);
            return;
        }

        foreach (var row in rows)
        {
            try
            {
                _values[feature].Set(place++, _view.Values[feature](reader.Batch, row));
            }
            catch (Exception thrown) when (thrown is not LarderException)
            {
                throw ViewErrors.Threw(_view, reader.Order(row), thrown);
            }
        }
    }
}
