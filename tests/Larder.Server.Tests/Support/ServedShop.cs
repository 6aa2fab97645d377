using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Larder.Server;
using Microsoft.Extensions.Logging;

namespace Larder.Support;

/// <summary>The shop behind a real server on a free port.</summary>
public sealed class ServedShop : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly LarderServer _server;

    private ServedShop(ShopWorld world, LarderServer server, ListLoggerProvider log)
    {
        (World, _server, Log) = (world, server, log);
        Http = new HttpClient { BaseAddress = server.Address };
    }

    public ShopWorld World { get; }

    public ListLoggerProvider Log { get; }

    public HttpClient Http { get; }

    public Uri Address => _server.Address;

    public static async Task<ServedShop> StartAsync(Action<LarderOptions>? change = null)
    {
        var (world, log) = (await ShopWorld.CreateAsync(), new ListLoggerProvider());
        var server = await LarderServer.StartAsync(new LarderServerOptions
        {
            Port = 0,
            Clock = world.Clock,
            Logging = logging => logging.AddProvider(log),
            Larder = options =>
            {
                Configure(options, world);
                change?.Invoke(options);
            },
        });
        return new ServedShop(world, server, log);
    }

    public static void Configure(LarderOptions options, ShopWorld world)
    {
        options.Catalog = Shop.Catalog;
        options.OnlineStore = world.Store;
        options.ModelStore = world.Models;
        options.Versions = Shop.Applied;
    }

    /// <summary>Posts a body and returns <c>status content-type</c>, a line break, and the body of the answer.</summary>
    public Task<string> PostAsync(string path, string body, string contentType = "application/json") =>
        PostAsync(path, Encoding.UTF8.GetBytes(body), contentType);

    public async Task<string> PostAsync(string path, byte[] body, string contentType = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content);
        return await Describe(response);
    }

    public async Task<string> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        return await Describe(response);
    }

    /// <summary>The whole of a problem response.</summary>
    public static string Problem(int status, string title, string detail) =>
        $"{status} application/problem+json\n"
        + $"{{\"type\":\"about:blank\",\"title\":\"{title}\",\"status\":{status},\"detail\":{JsonSerializer.Serialize(detail, Relaxed)}}}";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task<string> Describe(HttpResponseMessage response) =>
        $"{(int)response.StatusCode} {response.Content.Headers.ContentType}\n{await response.Content.ReadAsStringAsync()}";
}
