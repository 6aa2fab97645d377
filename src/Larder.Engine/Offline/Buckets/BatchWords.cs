using System.Runtime.CompilerServices;
using Larder.Catalog;
using Larder.Engine;
using Larder.Errors;
using Larder.Types;

namespace Larder.Offline.Buckets;

/// <summary>The prepared inputs of chosen rows of a batch, as the words of <see cref="EventRecord"/>: computed column by column, plain columns taken as they are.</summary>
internal sealed class BatchWords
{
    private readonly CompiledAggregateView _view;
    private readonly EventRecord _record;
    private readonly Column?[] _computed;
    private readonly int[] _all = [.. Enumerable.Range(0, EventReader.Capacity)];

    public BatchWords(CompiledAggregateView view, EventRecord record)
    {
        (_view, _record) = (view, record);
        _computed = [.. view.InputFills.Select((fill, i) => view.InputColumns[i] < 0 ? Column.Create(fill.Type, EventReader.Capacity) : null)];
        Values = [.. record.Inputs.Select(type => type == ColumnType.String ? [] : new long[EventReader.Capacity])];
        Texts = [.. record.Texts.Select(_ => new string?[EventReader.Capacity])];
        Flags = [.. Enumerable.Range(0, record.FlagWords).Select(_ => new ulong[EventReader.Capacity])];
    }

    /// <summary>By input: its bits per row; none for texts.</summary>
    public long[][] Values { get; }

    /// <summary>By <see cref="EventRecord.Texts"/>: the texts per row, null where the input is.</summary>
    public string?[][] Texts { get; }

    /// <summary>By word of flags: the null flags per row.</summary>
    public ulong[][] Flags { get; }

    /// <summary>Takes over some rows.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">The rows, by their number in the batch.</param>
    /// <param name="count">How many of <paramref name="rows"/> count.</param>
    /// <exception cref="UserCodeException">An input's lambda threw.</exception>
    [MethodImpl(HotLoop.AtOnce)]
    public void Take(EventBatch batch, int[] rows, int count)
    {
        foreach (var flags in Flags)
        {
            Array.Clear(flags, 0, count);
        }

        var text = 0;
        for (var i = 0; i < Values.Length; i++)
        {
            var (column, picks) = (_view.InputColumns[i] is >= 0 and var plain ? batch.Columns[plain] : _computed[i]!, rows);
            if (_computed[i] is { } computed)
            {
                _view.InputFills[i].Fill(batch, rows, count, computed, 0);
                picks = _all;
            }

            var (word, bit) = _record.FlagOf(i);
            Flag(column.Nulls, picks, Flags[word].AsSpan(0, count), bit);
            if (column is Column<string> texts)
            {
                Read(texts, picks, Texts[text++].AsSpan(0, count));
            }
            else
            {
                Read(column, picks, Values[i].AsSpan(0, count));
            }
        }
    }

    [MethodImpl(HotLoop.AtOnce)]
    private static void Flag(bool[] nulls, int[] picks, Span<ulong> flags, ulong bit)
    {
        for (var i = 0; i < flags.Length; i++)
        {
            flags[i] |= nulls[picks[i]] ? bit : 0;
        }
    }

    private static void Read(Column<string> column, int[] picks, Span<string?> texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = column.Nulls[picks[i]] ? null : column.Values[picks[i]];
        }
    }

    /// <summary>Bits as <see cref="FeatureValue.Bits"/> has them, a NaN being the one that computed values have.</summary>
    [MethodImpl(HotLoop.AtOnce)]
    private static void Read(Column column, int[] picks, Span<long> words)
    {
        switch (column)
        {
            case Column<double> c:
                for (var i = 0; i < words.Length; i++)
                {
                    var value = c.Values[picks[i]];
                    words[i] = BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);
                }

                break;
            case Column<float> c:
                for (var i = 0; i < words.Length; i++)
                {
                    var value = c.Values[picks[i]];
                    words[i] = BitConverter.SingleToInt32Bits(float.IsNaN(value) ? float.NaN : value);
                }

                break;
            case Column<long> c:
                for (var i = 0; i < words.Length; i++)
                {
                    words[i] = c.Values[picks[i]];
                }

                break;
            case Column<int> c:
                for (var i = 0; i < words.Length; i++)
                {
                    words[i] = c.Values[picks[i]];
                }

                break;
            default:
                for (var i = 0; i < words.Length; i++)
                {
                    words[i] = column.Value(picks[i]).Bits;
                }

                break;
        }
    }
}
