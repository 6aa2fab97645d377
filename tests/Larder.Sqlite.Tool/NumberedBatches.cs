using System.Buffers.Binary;
using Larder.Storage;
using Larder.Types;

namespace Larder.Sqlite.Tool;

/// <summary>
/// Batches from which a reader can tell whether it sees a whole one: batch n writes n into every hot row, adds one row of its own, and
/// leaves a state of n rows.
/// </summary>
public static class NumberedBatches
{
    /// <summary>Rows every batch writes again.</summary>
    public const int HotRows = 2000;

    /// <summary>Keys of <see cref="HotRows"/>.</summary>
    public static readonly EntityKey[] HotKeys = [.. Enumerable.Range(0, HotRows).Select(i => EntityKey.From((long)i))];

    /// <summary>Continues after the last batch in the file.</summary>
    public static async Task WriteAsync(string path, string view, int batches)
    {
        await using var store = SqliteOnlineStore.Open(path);
        await store.CreateAsync(view);
        var done = (await store.GetStateAsync(view))?.Rows ?? 0;
        for (var batch = done + 1; batch <= done + batches; batch++)
        {
            await store.WriteAsync(view, Rows(batch), State(batch), batch == 1 ? null : State(batch - 1));
            Console.WriteLine(batch);
        }
    }

    /// <summary>The rows of batch <paramref name="batch"/>.</summary>
    public static OnlineWrite[] Rows(long batch)
    {
        var payload = new byte[120];
        BinaryPrimitives.WriteInt64LittleEndian(payload, batch);
        var order = new EventOrder(new Instant(1), new Instant(1), batch);
        return [.. HotKeys.Append(OwnKey(batch)).Select(key => new OnlineWrite(key, order, payload))];
    }

    /// <summary>The key only batch <paramref name="batch"/> writes.</summary>
    public static EntityKey OwnKey(long batch) => EntityKey.From(HotRows + batch);

    /// <summary>The state after batch <paramref name="batch"/>.</summary>
    public static MaterializationState State(long batch)
        => new(new Instant(batch), "order_lines@1", new Instant(0), OwnKey(batch).Array, batch, IsComplete: false);
}
