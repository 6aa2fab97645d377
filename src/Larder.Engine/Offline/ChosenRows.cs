using System.Numerics;
using System.Runtime.CompilerServices;
using Larder.Engine;

namespace Larder.Offline;

/// <summary>
/// Rows of a table, chosen by their number in its fixed order and then read in that order by one more scan. A bitmap per part, with a
/// rank per word, gives each chosen row a place from 0 on.
/// </summary>
internal sealed class ChosenRows
{
    private readonly ulong[][] _bits;
    private readonly int[][] _ranks;

    /// <param name="rows">Rows of each part.</param>
    public ChosenRows(IReadOnlyList<long> rows)
    {
        _bits = [.. rows.Select(r => new ulong[(r / 64) + 1])];
        _ranks = [.. rows.Select(r => new int[(r / 64) + 1])];
    }

    /// <summary>Takes over the chosen rows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">The chosen rows, by their place in the batch; valid during the call.</param>
    /// <param name="count">How many of <paramref name="rows"/> count.</param>
    /// <param name="place">The place of the first; the others follow.</param>
    public delegate void Take(EventReader batch, int[] rows, int count, int place);

    /// <summary>Number of rows chosen, after <see cref="Seal"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Chooses a row. Many threads may choose at once.</summary>
    public void Add(long row)
    {
        var place = RowNumbers.Place(row);
        Interlocked.Or(ref _bits[RowNumbers.Part(row)][place >> 6], 1UL << (int)(place & 63));
    }

    /// <summary>Ends the choice: from now on rows have places.</summary>
    public void Seal()
    {
        Count = 0;
        for (var part = 0; part < _bits.Length; part++)
        {
            for (var word = 0; word < _bits[part].Length; word++)
            {
                _ranks[part][word] = Count;
                Count += BitOperations.PopCount(_bits[part][word]);
            }
        }
    }

    /// <summary>The place of a chosen row.</summary>
    public int PlaceOf(long row)
    {
        var (part, place) = (RowNumbers.Part(row), RowNumbers.Place(row));
        var word = place >> 6;
        return _ranks[part][word] + BitOperations.PopCount(_bits[part][word] & ((1UL << (int)(place & 63)) - 1));
    }

    /// <summary>Scans the parts side by side. The scan must be the one that numbered the rows: same table version, parts and instant.</summary>
    /// <param name="context">How to read.</param>
    /// <param name="table">The table.</param>
    /// <param name="parts">Its parts.</param>
    /// <param name="newReader">Makes the reader of a part.</param>
    /// <param name="newTake">Makes what takes over a part's rows.</param>
    public void Read(ScanContext context, OfflineTable table, IReadOnlyList<TablePart> parts, Func<EventReader> newReader, Func<TablePart, Take> newTake) =>
        context.ForEach(parts, (connection, part, cancellationToken) =>
        {
            var (bits, place, first) = (_bits[part.Number], _ranks[part.Number][0], 0L);
            var picks = new int[EventReader.Capacity];
            var take = newTake(part);
            foreach (var batch in table.Scan(connection, part, newReader(), context.AsOf, cancellationToken))
            {
                var picked = Pick(bits, first, batch.Batch.Count, picks);
                take(batch, picks, picked, place);
                first += batch.Batch.Count;
                place += picked;
            }
        });

    /// <summary>Lists the chosen rows of a batch by their place in it.</summary>
    [MethodImpl(HotLoop.AtOnce)]
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
}
