using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Larder.Files;

/// <summary>A process that adds or pulls, says "reached" when it is at a moment of the first file whose path has an end, and waits there to be killed.</summary>
internal static class FileChild
{
    public const string Mode = "file-work";

    public static Process Start(string repository, string work, WriteStep step, string end)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(FileChild).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null), [Mode, repository, work, step.ToString(), end])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Process.Start(start)!;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        var stop = Enum.Parse<WriteStep>(args[2]);
        var files = new DataFiles(args[0], null, null, (step, path) =>
        {
            if (step == stop && path.EndsWith(args[3], StringComparison.Ordinal))
            {
                output.WriteLine("reached");
                Console.In.ReadLine();
            }
        });
        await (args[1] == "add" ? (Task)files.AddAsync(["data"]) : files.PullAsync([]));
        return 0;
    }
}
