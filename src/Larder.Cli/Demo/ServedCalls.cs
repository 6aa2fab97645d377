using System.Text.Json.Nodes;
using Larder.Catalog;
using Larder.Cli.Steps;

namespace Larder.Cli.Demo;

internal static class ServedCalls
{
    public static Task<JsonObject> RunAsync(StepContext context, CompiledModel model, CancellationToken cancellationToken) => Task.FromResult(new JsonObject());
}
