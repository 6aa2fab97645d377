using System.Collections;
using Larder.Storage;

namespace Larder.Sqlite;

/// <summary>A batch that cancels its own write when row <paramref name="at"/> is taken.</summary>
internal sealed class CancellingList(IReadOnlyList<OnlineWrite> rows, int at, CancellationTokenSource source) : IReadOnlyList<OnlineWrite>
{
    public int Count => rows.Count;

    public OnlineWrite this[int index]
    {
        get
        {
            if (index == at)
            {
                source.Cancel();
            }

            return rows[index];
        }
    }

    public IEnumerator<OnlineWrite> GetEnumerator() => rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
