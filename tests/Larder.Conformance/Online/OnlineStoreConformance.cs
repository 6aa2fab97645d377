using System.Text;
using Larder.Storage;
using Larder.Testing;
using Larder.Types;

namespace Larder.Conformance;

/// <summary>What every online store must do. A subclass supplies the place where one lives.</summary>
public abstract partial class OnlineStoreConformance : IAsyncLifetime
{
    protected const string View = "customer_spend@v1";

    private readonly List<IOnlineStore> _opened = [];

    /// <summary>What error messages call the place.</summary>
    protected abstract string Location { get; }

    protected IOnlineStore Store { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Store = OpenAnother();
        await Store.CreateAsync(View, Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _opened)
        {
            await store.DisposeAsync();
        }

        Clean();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the place of this test, which is empty at first.</summary>
    protected abstract IOnlineStore Open();

    /// <summary>Removes the place after the test.</summary>
    protected virtual void Clean()
    {
    }

    protected IOnlineStore OpenAnother()
    {
        var store = Open();
        _opened.Add(store);
        return store;
    }

    protected static OnlineWrite Row(string key, long order, string payload) => Row(key, Order(order), payload);

    protected static OnlineWrite Row(string key, EventOrder order, string payload)
        => new(EntityKey.From(key), order, Encoding.UTF8.GetBytes(payload));

    protected static EventOrder Order(long eventTime, long knownAt = 0, long sequence = 0)
        => new(new Instant(eventTime), new Instant(knownAt), sequence);

    protected static MaterializationState State(long rows = 0, byte[]? lastKey = null, bool isComplete = false)
        => new(new Instant(1_700_000_000_000_000), "order_lines@3", new Instant(1_600_000_000_000_000), lastKey, rows, isComplete);

    protected Task Write(params OnlineWrite[] rows) => Store.WriteOverAsync(View, rows, State(), Token);

    protected static async Task<OnlineRow[]> ReadRows(IOnlineStore store, string view, params EntityKey[] keys)
    {
        var rows = new OnlineRow[keys.Length];
        await store.ReadAsync(view, keys, rows, Token);
        return rows;
    }

    /// <summary>The payloads as text, null where the entity is not stored.</summary>
    protected async Task<string?[]> Read(params string[] keys)
    {
        var rows = await ReadRows(Store, View, [.. keys.Select(EntityKey.From)]);
        return [.. rows.Select(row => row.Payload is null ? null : Encoding.UTF8.GetString(row.Payload))];
    }

    /// <summary>Equality of states by value, the bytes of the key included.</summary>
    protected static void ShouldBeState(MaterializationState? actual, MaterializationState expected)
    {
        actual.ShouldNotBeNull();
        actual.LastKey.ShouldBe(expected.LastKey);
        actual.ShouldBe(expected);
    }
}
