using System.Net.Mime;
using Larder.Client.Inference;
using Larder.Client.Monitoring;
using Larder.Client.Online;
using Larder.Client.Wire;
using Larder.Errors;
using Larder.Server;
using Larder.Server.Datasets;
using Larder.Server.Health;
using Larder.Server.Http;
using Larder.Server.Inference;
using Larder.Server.Metrics;
using Larder.Server.Monitoring;
using Larder.Server.Online;
using Larder.Server.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps Larder's endpoints.</summary>
public static class LarderEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>POST /get-online-features</c>, <c>POST /predict</c>, <c>GET /health</c>, <c>GET /metrics</c>, where the options have a store of tallies <c>GET /monitoring/…</c>, where they
    /// say what to give out <c>GET /datasets/{version}</c> and, unless they say otherwise, <c>GET /openapi/v1.json</c>. Conventions added to what is returned, such as authorization, apply to all of them.
    /// </summary>
    /// <param name="endpoints">The application; <c>services.AddLarder(…)</c> must have been called.</param>
    /// <exception cref="InvalidInputException">It was not.</exception>
    public static IEndpointConventionBuilder MapLarder(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var runtime = services.GetService<LarderRuntime>()
            ?? throw new InvalidInputException("MapLarder needs Larder's services; call services.AddLarder(…) before the application is built.");
        var group = endpoints.MapGroup("");
        Map(group, HttpMethods.Post, OnlineFeaturesEndpoint.Path, services.GetRequiredService<OnlineFeaturesEndpoint>())
            .WithName("get_online_features")
            .WithTags("online")
            .WithSummary("Features of entities, now or at a time, from the online store.")
            .Accepts<OnlineFeaturesRequest>(MediaTypeNames.Application.Json)
            .Produces<OnlineFeaturesResponse>()
            .ProducesProblems(400, 404, 405, 413, 415, 422, 500, 503);
        Map(group, HttpMethods.Post, PredictEndpoint.Path, services.GetRequiredService<PredictEndpoint>())
            .WithName("predict")
            .WithTags("inference")
            .WithSummary("Predictions of a registered model.")
            .Accepts<PredictRequest>(MediaTypeNames.Application.Json)
            .Produces<PredictResponse>()
            .ProducesProblems(400, 404, 405, 409, 413, 415, 422, 500, 503);
        if (runtime.Options.Datasets is not null)
        {
            Map(group, HttpMethods.Get, DatasetEndpoint.Path, services.GetRequiredService<DatasetEndpoint>())
                .WithName("get_dataset")
                .WithTags("datasets")
                .WithSummary("A training set that was built before, as Parquet or, with ?format=csv, as CSV.")
                .Produces<byte[]>(contentType: DatasetEndpoint.Parquet, additionalContentTypes: DatasetEndpoint.Csv)
                .ProducesProblems(400, 404, 405, 503);
        }

        if (runtime.HasTallies)
        {
            MapMonitoring(group, services);
        }

        Map(group, HttpMethods.Get, HealthEndpoint.Path, services.GetRequiredService<HealthEndpoint>())
            .WithName("health")
            .WithTags("operations")
            .WithSummary("Whether the stores answer.")
            .Produces<HealthResponse>()
            .ProducesProblems(405, 503);
        Map(group, HttpMethods.Get, MetricsEndpoint.Path, services.GetRequiredService<MetricsEndpoint>())
            .WithName("metrics")
            .WithTags("operations")
            .WithSummary("Counters in the Prometheus text format.")
            .Produces<string>(contentType: MediaTypeNames.Text.Plain)
            .ProducesProblems(405);
        if (runtime.Options.ServeOpenApi)
        {
            group.MapOpenApi(LarderOpenApi.Path);
        }

        return group;
    }

    private static void MapMonitoring(RouteGroupBuilder group, IServiceProvider services)
    {
        Map(group, HttpMethods.Get, FreshnessEndpoint.Path, services.GetRequiredService<FreshnessEndpoint>())
            .WithName("get_freshness")
            .WithTags("monitoring")
            .WithSummary("How old the values served in the last ?hours=24 were, by view.")
            .Produces<FreshnessResponse>()
            .ProducesProblems(400, 405, 503);
        Map(group, HttpMethods.Get, CoverageEndpoint.Path, services.GetRequiredService<CoverageEndpoint>())
            .WithName("get_coverage")
            .WithTags("monitoring")
            .WithSummary("How many requests of the last ?hours=24 had every required feature, by service; how features and checks on requests came out.")
            .Produces<CoverageResponse>()
            .ProducesProblems(400, 405, 503);
        Map(group, HttpMethods.Get, ObjectivesEndpoint.Path, services.GetRequiredService<ObjectivesEndpoint>())
            .WithName("get_objectives")
            .WithTags("monitoring")
            .WithSummary("How the objectives stand and how fast their budgets are spent; the incidents that stand, or ended in the last ?hours=24.")
            .Produces<ObjectivesResponse>()
            .ProducesProblems(400, 405, 503);
    }

    private static RouteHandlerBuilder Map(RouteGroupBuilder group, string method, string path, LarderEndpoint endpoint)
    {
        var services = ((IEndpointRouteBuilder)group).ServiceProvider;
        var fallback = new FallbackEndpoint(
            path,
            method,
            services.GetRequiredService<LarderRuntime>().Metrics.Endpoint(path),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Larder.Server"));
        group.Map(path, fallback.InvokeAsync);

        // The delegate's method is what makes API descriptions include an endpoint that does without model binding.
        var builders = new List<IEndpointConventionBuilder> { group.MapMethods(path, [method], (RequestDelegate)endpoint.InvokeAsync) };
        return new RouteHandlerBuilder(builders).WithMetadata(((RequestDelegate)endpoint.InvokeAsync).Method);
    }

    private static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder builder, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            builder.Produces<ProblemResponse>(status, Problem.ContentType);
        }

        return builder;
    }
}
