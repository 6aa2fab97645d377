using System.CommandLine;
using Larder.Errors;

namespace Larder.Cli.Output;

/// <summary>Errors on standard error: one line, and with <c>--verbose</c> the stack trace; each method returns the exit code.</summary>
internal sealed class Failure(bool isVerbose)
{
    /// <summary>A command line that cannot be run.</summary>
    public int OfCommandLine(ParseResult parsed, string mistake)
    {
        var command = parsed.CommandResult.Command;
        return Print($"{mistake} See {(command is RootCommand ? "--help" : $"{command.Name} --help")}.", null, ErrorKind.InvalidInput);
    }

    /// <summary>A step stopped by a signal.</summary>
    public static int Interrupted()
    {
        Console.Error.WriteLine("interrupted: nothing is half written; run the same command again to go on.");
        return ErrorCodes.Cancelled;
    }

    /// <summary>Anything else.</summary>
    public int Of(Exception failed) => failed switch
    {
        LarderException known => Print(known.Message, failed, known.Kind),
        IOException or UnauthorizedAccessException => Print(
            $"A file or folder cannot be used: {failed.Message.TrimEnd('.')}. Nothing is half written; check space and permissions and run the same command again.",
            failed,
            ErrorKind.Unavailable),
        _ => Print($"Unexpected {failed.GetType().Name}: {failed.Message.TrimEnd('.')}. Run again with --verbose for the stack trace and report it.", failed, ErrorKind.UserCode),
    };

    private int Print(string message, Exception? failed, ErrorKind kind)
    {
        Console.Error.WriteLine($"error: {Printable.Line(message)}");
        if (isVerbose && failed is not null)
        {
            Console.Error.WriteLine(failed);
        }

        return ErrorCodes.ExitCode(kind);
    }
}
