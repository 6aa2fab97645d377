using System.Net.Sockets;
using Larder.Errors;
using Larder.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Larder.Server;

/// <summary>A Larder server in this process: Kestrel with Larder's endpoints and nothing else.</summary>
public sealed class LarderServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LarderServer(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Urls.Single());
    }

    /// <summary>The address the server can be reached at, with the port actually taken.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server; it answers when this returns.</summary>
    /// <exception cref="UnavailableException">The port is in use or may not be opened.</exception>
    /// <exception cref="InvalidInputException">The options are incomplete.</exception>
    public static async Task<LarderServer> StartAsync(LarderServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var application = Build(options);
        try
        {
            await application.StartAsync(cancellationToken);
            return new LarderServer(application);
        }
        catch (Exception failure)
        {
            await application.DisposeAsync();
            if (NotListening(options, failure) is { } known)
            {
                throw known;
            }

            throw;
        }
    }

    /// <summary>Serves until cancelled, then lets running requests end.</summary>
    /// <param name="options">Where and what to serve.</param>
    /// <param name="started">Called once the server answers, with its address.</param>
    /// <param name="cancellationToken">Stops the server; the task then completes normally.</param>
    /// <inheritdoc cref="StartAsync" path="/exception"/>
    public static async Task RunAsync(LarderServerOptions options, Action<Uri> started, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(started);
        await using var server = await StartAsync(options, cancellationToken);
        started(server.Address);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(stopped.SetResult))
        {
            await stopped.Task;
        }
    }

    /// <summary>Stops listening and lets running requests end, for as long as the options grant.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private static WebApplication Build(LarderServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(logging => options.Logging?.Invoke(logging));
        builder.Services.AddSingleton(options.Clock);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace);
        builder.Services.AddLarder(options.Larder);

        var application = builder.Build();
        application.UseRouting();
        application.MapLarder();
        options.Map?.Invoke(application);
        application.MapFallback(NotFoundAsync);
        return application;
    }

    private static Task NotFoundAsync(HttpContext context) => Problem.WriteAsync(
        context,
        StatusCodes.Status404NotFound,
        $"There is no {context.Request.Path} here; GET /openapi/v1.json lists what there is.");

    private static UnavailableException? NotListening(LarderServerOptions options, Exception failure)
    {
        var where = $"Port {options.Port} on {options.Address}";
        return failure switch
        {
            IOException { InnerException: AddressInUseException } => new($"{where} is in use; choose another with --port, or --port 0 for a free one.", innerException: failure),
            SocketException { SocketErrorCode: SocketError.AccessDenied } => new($"{where} may not be opened by this user; choose one above 1023 with --port.", innerException: failure),
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => new($"{options.Address} is no address of this machine; listen on one that is.", innerException: failure),
            _ => null,
        };
    }
}
