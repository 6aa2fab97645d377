using System.Net;
using System.Net.Sockets;
using Larder.Errors;
using Larder.Server;
using Larder.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Larder;

public class LarderServerTests
{
    [Fact]
    public async Task A_server_runs_until_it_is_cancelled_and_lets_requests_end()
    {
        var world = await ShopWorld.CreateAsync();
        var started = new TaskCompletionSource<Uri>();
        using var stop = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        var running = LarderServer.RunAsync(
            new LarderServerOptions
            {
                Port = 0,
                Larder = options => ServedShop.Configure(options, world),
                Map = app => app.MapGet("/slow", async context =>
                {
                    await stop.CancelAsync();
                    await gate.Task;
                    await context.Response.WriteAsync("done");
                }),
            },
            started.SetResult,
            stop.Token);

        var address = await started.Task;
        address.Host.ShouldBe("127.0.0.1");
        address.Port.ShouldBeGreaterThan(0);
        using var http = new HttpClient();
        var slow = http.GetStringAsync(new Uri(address, "/slow"));
        await Task.Delay(50);
        running.IsCompleted.ShouldBeFalse();
        gate.SetResult();

        (await slow).ShouldBe("done");
        await running;
        await http.GetStringAsync(new Uri(address, "/health")).ShouldThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_option()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        (await StartAsync(new LarderServerOptions { Port = port, Larder = _ => { } }).ShouldThrowAsync<UnavailableException>()).Message.ShouldBe(
            $"Port {port} on 127.0.0.1 is in use; choose another with --port, or --port 0 for a free one.");
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        (await StartAsync(new LarderServerOptions { Port = 0, Address = IPAddress.Parse("192.0.2.1"), Larder = _ => { } }).ShouldThrowAsync<UnavailableException>())
            .Message.ShouldBe("192.0.2.1 is no address of this machine; listen on one that is.");
    }

    [Fact]
    public async Task All_that_the_options_lack_is_named_at_once()
    {
        (await LarderServer.StartAsync(new LarderServerOptions { Port = 0, Larder = o => (o.MaxEntities, o.MaxBodyBytes) = (0, -1) }).ShouldThrowAsync<InvalidInputException>())
            .Message.ShouldBe(
                "The options of AddLarder are incomplete: set Catalog to the repository's definitions, for example new Retail().Build(); set OnlineStore; set ModelStore; "
                + "set DefinitionStore or Versions; set MaxEntities to at least 1, not 0; set MaxBodyBytes to at least 1, not -1.");
    }

    [Fact]
    public async Task An_existing_application_can_serve_larder_beside_its_own_endpoints()
    {
        var world = await ShopWorld.CreateAsync();
        await world.PutProfileAsync("C1", "2024-03-01T08:00:00Z");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(world.Clock);
        builder.Services.AddLarder(options =>
        {
            ServedShop.Configure(options, world);
            options.ServeOpenApi = false;
        });
        await using var app = builder.Build();
        app.MapLarder();
        app.MapGet("/mine", () => "mine");
        app.MapGet("/openapi/v1.json", () => "my own");
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        (await http.GetStringAsync(new Uri("mine", UriKind.Relative))).ShouldBe("mine");
        (await http.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative))).ShouldBe("my own");
        using var body = new StringContent("""{"features":["profile:page"],"entities":{"customer_id":["C1"]}}""", null, "application/json");
        using var answer = await http.PostAsync(new Uri("get-online-features", UriKind.Relative), body);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"home\"");
    }

    [Fact]
    public async Task Endpoints_without_services_are_refused()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Should.Throw<InvalidInputException>(() => app.MapLarder()).Message.ShouldBe(
            "MapLarder needs Larder's services; call services.AddLarder(…) before the application is built.");
    }

    private static async Task<LarderServer> StartAsync(LarderServerOptions options)
    {
        var world = await ShopWorld.CreateAsync();
        return await LarderServer.StartAsync(options with { Larder = o => ServedShop.Configure(o, world) });
    }
}
