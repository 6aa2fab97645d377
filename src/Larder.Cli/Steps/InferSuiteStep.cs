using System.Globalization;
using System.Text.Json.Nodes;
using Larder.Errors;
using Larder.Quality.Inference;

namespace Larder.Cli.Steps;

/// <summary>Infers a suite from the rows of one source, files or the stored table, and shows or writes it.</summary>
internal static class InferSuiteStep
{
    /// <exception cref="LarderException">There are no rows, or they cannot be read.</exception>
    public static async Task RunAsync(StepContext context, SourceDefinition source, string? input, bool isStored, string? file, CancellationToken cancellationToken)
    {
        var suite = await context.Report.StepAsync($"infer suite {source.Name}", _ => isStored
            ? InferredSuite.OfTableAsync(context.Workspace, source, cancellationToken)
            : InferredSuite.OfFilesAsync(context.Workspace, source, input, cancellationToken));
        if (file is null)
        {
            foreach (var line in suite.Yaml.TrimEnd('\n').Split('\n'))
            {
                context.Report.Line(line);
            }
        }
        else
        {
            Write(file, suite.Yaml);
            context.Report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"  {file}: {suite.Checks.Count} checks inferred from {suite.Rows}. Review them, keep the file in version control, and run 'larder validate --suite {file}'."));
        }

        context.Report.Json(new JsonObject
        {
            ["source"] = source.Name,
            ["rows"] = suite.Rows,
            ["file"] = file,
            ["yaml"] = suite.Yaml,
            ["checks"] = new JsonArray([.. suite.Checks.Select(c => (JsonNode)new JsonObject { ["check"] = c.Name, ["kind"] = c.Kind, ["limit"] = c.Limit, ["reason"] = c.Description })]),
        });
    }

    private static void Write(string file, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            File.WriteAllText(file, text);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The suite cannot be written to {file}: {failed.Message}", failed);
        }
    }
}
