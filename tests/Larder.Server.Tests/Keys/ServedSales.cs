using System.Net.Http.Headers;
using System.Text;
using Larder.Catalog;
using Larder.Models;
using Larder.PointInTime;
using Larder.Server;
using Larder.Storage;
using Larder.Support;
using Larder.Testing;
using Larder.Types;

namespace Larder.Keys;

/// <summary>The sales behind a real server on a free port.</summary>
internal sealed class ServedSales : IAsyncDisposable
{
    private static readonly AppliedVersions Applied = new(
        SalesRepository.Catalog.Views.ToDictionary(v => v.Name, _ => 1), SalesRepository.Catalog.Services.ToDictionary(s => s.Name, _ => 1));

    private readonly InMemoryOnlineStore _store = new();
    private readonly InMemoryModelStore _models = new();
    private LarderServer _server = null!;

    private ServedSales()
    {
    }

    public HttpClient Http { get; private set; } = null!;

    public static async Task<ServedSales> StartAsync()
    {
        var sales = new ServedSales();
        foreach (var view in SalesRepository.Catalog.Views.OfType<CompiledSourceView>())
        {
            await sales._store.CreateAsync(OnlineViewName.Of(view.Name, 1));
            await sales._store.WriteAsync(OnlineViewName.Of(view.Name, 1), [], State(0), null);
        }

        await sales._models.RegisterAsync(new ModelVersion(
            "buys", 0, "content", "dataset-1", "everything@1", "code", "{}", new LogisticModel(0, [new LogisticTerm("of_product:amount", 0, 1, 0)]).Write(), ShopWorld.Now));
        await sales._models.SetAliasAsync("buys", "champion", 1, null);
        sales._server = await LarderServer.StartAsync(new LarderServerOptions
        {
            Port = 0,
            Clock = new ManualClock(ShopWorld.Now.ToDateTime()),
            Larder = options =>
            {
                (options.Catalog, options.Versions) = (SalesRepository.Catalog, Applied);
                (options.OnlineStore, options.ModelStore) = (sales._store, sales._models);
            },
        });
        sales.Http = new HttpClient { BaseAddress = sales._server.Address };
        return sales;
    }

    /// <summary>Stores an amount for the entity with these parts of its key.</summary>
    public async Task PutAsync(string view, double amount, params FeatureValue[] key)
    {
        var entity = ((CompiledSourceView)SalesRepository.Catalog.View(view)).Entity;
        var online = OnlineViewName.Of(view, 1);
        var state = await _store.GetStateAsync(online);
        var time = ShopWorld.Time("2024-03-01T08:00:00Z");
        var row = new RowCodec([ColumnType.Float64]).Encode([FeatureValue.From(amount)]);
        await _store.WriteAsync(online, [new OnlineWrite(EntityKey.From(entity.KeyOf(key)), new EventOrder(time, time, 1), row)], State(state!.Rows + 1), state);
    }

    /// <summary>Posts a body and returns the status, a line break, and the body of the answer.</summary>
    public async Task<string> PostAsync(string path, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content);
        return $"{(int)response.StatusCode} {response.Content.Headers.ContentType}\n{await response.Content.ReadAsStringAsync()}";
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    private static MaterializationState State(long rows) => new(ShopWorld.Now, "sales@1", ShopWorld.Now, null, rows, true);
}
