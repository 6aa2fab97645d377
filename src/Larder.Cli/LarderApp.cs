using System.CommandLine;
using System.CommandLine.Invocation;
using Larder.Cli.Commands;
using Larder.Cli.Output;

namespace Larder.Cli;

/// <summary>The command line of a feature repository. A repository's whole program is <c>return await LarderApp.RunAsync&lt;MyRepository&gt;(args);</c></summary>
public static class LarderApp
{
    /// <summary>Arguments are taken as they are: a value that begins with @ is no file of arguments.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Signals are handled by <see cref="Interruption"/>, errors below.</summary>
    private static readonly InvocationConfiguration Invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>Runs a command. The repository is made inside, so that an error in a definition is told in one line like any other.</summary>
    /// <typeparam name="TRepository">The definitions.</typeparam>
    /// <inheritdoc cref="RunAsync(FeatureRepository, string[], LarderAppOptions?)"/>
    public static Task<int> RunAsync<TRepository>(string[] args, LarderAppOptions? options = null)
        where TRepository : FeatureRepository, new() => RunAsync(() => new TRepository(), args, options);

    /// <summary>Runs a command over a repository that exists already.</summary>
    /// <param name="repository">The definitions.</param>
    /// <param name="args">The command line.</param>
    /// <param name="options">Demo data, clock; null for the defaults.</param>
    /// <returns>The exit code: 0 done, 1 an error, 2 a broken suite, 3 a gate refused, 4 parity or reproducibility broken, 130 interrupted.</returns>
    public static Task<int> RunAsync(FeatureRepository repository, string[] args, LarderAppOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return RunAsync(() => repository, args, options);
    }

    private static async Task<int> RunAsync(Func<FeatureRepository> repository, string[] args, LarderAppOptions? options)
    {
        ArgumentNullException.ThrowIfNull(args);
        var parsed = CommandTree.Build(new CommandContext(repository, options ?? new LarderAppOptions())).Parse(args, Parsing);
        var failure = new Failure(parsed.GetValue(GlobalOptions.Verbose));
        if (parsed.Action is null or ParseErrorAction or AsynchronousCommandLineAction && ParseErrors.Describe(parsed) is { } mistake)
        {
            return failure.OfCommandLine(parsed, mistake);
        }

        using var interruption = new Interruption();
        try
        {
            return await parsed.InvokeAsync(Invocation, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return Failure.Interrupted();
        }
#pragma warning disable CA1031 // The boundary: whatever went wrong is told in one line.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            return failure.Of(failed);
        }
    }
}
