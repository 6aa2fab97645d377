using Larder.Cli;

namespace Larder.Support;

/// <summary>Runs a repository's command line in this process, which has one console: tests that use it are of the collection <see cref="Alone"/>.</summary>
internal static class ConsoleRun
{
    public const string Alone = "one console";

    public static Task<(int ExitCode, string Out, string Error)> RunAsync(FeatureRepository repository, params string[] arguments) => RunAsync(repository, null, arguments);

    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(FeatureRepository repository, LarderAppOptions? options, string[] arguments)
    {
        var (before, errorBefore) = (Console.Out, Console.Error);
        using var text = new StringWriter();
        using var error = new StringWriter();
        Console.SetOut(text);
        Console.SetError(error);
        try
        {
            return (await LarderApp.RunAsync(repository, arguments, options), text.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(errorBefore);
        }
    }
}
