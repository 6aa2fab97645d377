using System.Text.Json.Nodes;

namespace Larder.Support;

/// <summary>How a command ended.</summary>
internal sealed record Run(int ExitCode, string Out, string Error)
{
    /// <summary>The JSON document that is alone on standard output.</summary>
    public JsonObject Json => JsonNode.Parse(Out)!.AsObject();

    /// <summary>Asserts success.</summary>
    public Run Succeeded()
    {
        ExitCode.ShouldBe(0, Error + Out);
        return this;
    }

    /// <summary>Asserts a failure whose last, and only, error line is the given one.</summary>
    public void ShouldFail(int exitCode, string line)
    {
        Error.TrimEnd('\n').Split('\n').Last(l => l.Length > 0).ShouldBe(line);
        Error.Split('\n').Count(l => l.StartsWith("error: ", StringComparison.Ordinal)).ShouldBe(line.StartsWith("error: ", StringComparison.Ordinal) ? 1 : 0);
        Error.ShouldNotContain("   at ");
        ExitCode.ShouldBe(exitCode);
    }
}
