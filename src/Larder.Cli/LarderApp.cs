using System.CommandLine;
using Larder.Catalog;
using Larder.Cli.Commands;
using Larder.Cli.Output;
using Larder.Errors;

namespace Larder.Cli;

/// <summary>The command line of a feature repository. A repository's whole program is <c>return await LarderApp.RunAsync(new MyRepository(), args);</c></summary>
public static class LarderApp
{
    /// <summary>Runs a command.</summary>
    /// <param name="repository">The definitions.</param>
    /// <param name="args">The command line.</param>
    /// <param name="options">Demo data, clock; null for the defaults.</param>
    /// <returns>The exit code: 0 done, 1 an error, 2 a broken suite, 3 a gate refused, 4 parity broken, 130 interrupted.</returns>
    public static async Task<int> RunAsync(FeatureRepository repository, string[] args, LarderAppOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(args);
        var isVerbose = args.Contains("--verbose");
        try
        {
            var app = new AppContextData(new Lazy<FeatureCatalog>(repository.Build), options ?? new LarderAppOptions());
            var root = CommandTree.Build(app);
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted; nothing is half written, run the same command again.");
            return ErrorCodes.Cancelled;
        }
        catch (LarderException failed)
        {
            Failure.Print(failed, failed.Message, isVerbose);
            return ErrorCodes.ExitCode(failed.Kind);
        }
        catch (Exception unexpected)
        {
            Failure.Print(unexpected, $"Unexpected {unexpected.GetType().Name}: {unexpected.Message.ReplaceLineEndings(" ")} Run again with --verbose for the stack trace and report it.", isVerbose);
            return ErrorCodes.ExitCode(ErrorKind.UserCode);
        }
    }
}

/// <summary>Choices of a program that runs <see cref="LarderApp"/>.</summary>
public sealed record LarderAppOptions
{
    /// <summary>Writes generated input for the first source into a file, so that <c>demo</c> works without data; null where there is no generator.</summary>
    public Func<string, CancellationToken, Task>? GenerateDemoData { get; init; }

    /// <summary>The file name of the generated input. Default <c>demo.csv.gz</c>.</summary>
    public string DemoFileName { get; init; } = "demo.csv.gz";

    /// <summary>The only clock. Default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
