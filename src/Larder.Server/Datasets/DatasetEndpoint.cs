using Larder.Errors;
using Larder.Server.Http;
using Larder.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Larder.Server.Datasets;

/// <summary><c>GET /datasets/{version}</c>: streams a training set that was built before.</summary>
internal sealed class DatasetEndpoint(LarderRuntime runtime, ILogger logger)
    : LarderEndpoint(runtime.Metrics.Endpoint(Path), runtime.Clock, logger)
{
    public const string Path = "/datasets/{version}";

    public const string Parquet = "application/vnd.apache.parquet";

    public const string Csv = "text/csv";

    protected override async ValueTask HandleAsync(HttpContext context)
    {
        var version = (string)context.Request.RouteValues["version"]!;
        var format = FormatOf(context.Request.Query["format"].ToString());
        await using var set = await runtime.Options.Datasets!.OpenAsync(version, format, context.RequestAborted);
        var response = context.Response;
        response.ContentType = format == DatasetFormat.Csv ? Csv : Parquet;
        response.ContentLength = set.Content.Length;
        response.Headers["Larder-Dataset-Version"] = set.Record.DatasetVersion;
        response.Headers.ContentDisposition = $"attachment; filename=\"{set.Record.DatasetVersion}.{(format == DatasetFormat.Csv ? "csv" : "parquet")}\"";
        if (format == DatasetFormat.Parquet)
        {
            response.Headers.ETag = $"\"{set.Record.ContentHash}\"";
        }

        await set.Content.CopyToAsync(response.Body, context.RequestAborted);
    }

    private static DatasetFormat FormatOf(string text) => text switch
    {
        "" or "parquet" => DatasetFormat.Parquet,
        "csv" => DatasetFormat.Csv,
        _ => throw new InvalidInputException($"format cannot be '{text}'; take parquet or csv."),
    };
}
