using Larder.Cli;

namespace Larder.Support;

/// <summary>Runs a repository's command line in this process, which has one console: classes that use it are of the collection "console", so that they run one after the other.</summary>
internal static class ConsoleRun
{
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(FeatureRepository repository, params string[] arguments)
    {
        var (before, errorBefore) = (Console.Out, Console.Error);
        using var text = new StringWriter();
        using var error = new StringWriter();
        Console.SetOut(text);
        Console.SetError(error);
        try
        {
            return (await LarderApp.RunAsync(repository, arguments), text.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(errorBefore);
        }
    }
}
