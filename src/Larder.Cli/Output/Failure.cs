namespace Larder.Cli.Output;

/// <summary>Errors on standard error: one line, and with <c>--verbose</c> the stack trace.</summary>
internal static class Failure
{
    public static void Print(Exception failed, string message, bool isVerbose)
    {
        Console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
        if (isVerbose)
        {
            Console.Error.WriteLine(failed);
        }
    }
}
