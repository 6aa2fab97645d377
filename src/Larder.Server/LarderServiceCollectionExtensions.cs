using Larder.Client.Wire;
using Larder.Server;
using Larder.Server.Alerts;
using Larder.Server.Datasets;
using Larder.Server.Health;
using Larder.Server.Http;
using Larder.Server.Inference;
using Larder.Server.Metrics;
using Larder.Server.Monitoring;
using Larder.Server.Online;
using Larder.Server.OpenApi;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Larder to an ASP.NET Core application.</summary>
public static class LarderServiceCollectionExtensions
{
    /// <summary>Adds what serving a feature repository needs; map the endpoints with <c>app.MapLarder()</c>.</summary>
    /// <param name="services">The application's services. A <see cref="TimeProvider"/> among them is used as the clock.</param>
    /// <param name="configure">Sets the definitions and the stores.</param>
    /// <exception cref="Larder.Errors.InvalidInputException">The options are incomplete; the message names all that is missing.</exception>
    public static IServiceCollection AddLarder(this IServiceCollection services, Action<LarderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new LarderOptions();
        configure(options);
        options.Validate();

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new LarderRuntime(options, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<LarderRuntime>());
        if (options.Alerts is { } alerts)
        {
            services.AddHostedService(provider => new AlertSending(alerts, options.AlertInterval, provider.GetRequiredService<TimeProvider>(), Logger(provider)));
        }

        services.AddSingleton(provider => new MonitoringService(Runtime(provider), Logger(provider)));
        services.AddHostedService(provider => provider.GetRequiredService<MonitoringService>());
        services.AddSingleton<ObjectPool<ResponseBuffer>>(new DefaultObjectPool<ResponseBuffer>(new ResponseBufferPolicy()));
        services.AddSingleton(provider => new OnlineFeaturesEndpoint(Runtime(provider), Buffers(provider), Logger(provider)));
        services.AddSingleton(provider => new PredictEndpoint(Runtime(provider), Buffers(provider), Logger(provider)));
        services.AddSingleton(provider => new DatasetEndpoint(Runtime(provider), Logger(provider)));
        services.AddSingleton(provider => new FreshnessEndpoint(Runtime(provider), Logger(provider)));
        services.AddSingleton(provider => new CoverageEndpoint(Runtime(provider), Logger(provider)));
        services.AddSingleton(provider => new ObjectivesEndpoint(Runtime(provider), Logger(provider)));
        services.AddSingleton(provider => new HealthEndpoint(Runtime(provider), Logger(provider)));
        services.AddSingleton(provider => new MetricsEndpoint(Runtime(provider), Logger(provider)));
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, LarderJson.Default);
            json.SerializerOptions.Converters.Add(new FeatureValueConverter());
            json.SerializerOptions.Converters.Add(new InstantConverter());
            json.SerializerOptions.Converters.Add(new FeatureStatusConverter());
        });
        if (options.ServeOpenApi)
        {
            services.AddOpenApi(LarderOpenApi.Document, LarderOpenApi.Configure);
        }

        return services;
    }

    private static LarderRuntime Runtime(IServiceProvider provider) => provider.GetRequiredService<LarderRuntime>();

    private static ObjectPool<ResponseBuffer> Buffers(IServiceProvider provider) => provider.GetRequiredService<ObjectPool<ResponseBuffer>>();

    private static ILogger Logger(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger("Larder.Server");
}
