using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Larder.Offline.Delta;

/// <summary>A process that appends one-row files to a table and reports each acknowledged commit on a line: transaction, version, whether it was there before.</summary>
internal static class DeltaWriter
{
    public const string Mode = "delta-writer";

    public static Process Start(string table, string appId, int first, int count)
    {
        var program = Path.ChangeExtension(typeof(DeltaWriter).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])[Mode, table, appId, Text(first), Text(count)])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Process.Start(start)!;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var (path, appId) = (args[0], args[1]);
        var first = int.Parse(args[2], CultureInfo.InvariantCulture);
        var count = int.Parse(args[3], CultureInfo.InvariantCulture);
        var table = DeltaTable.At(path);
        await table.ReadAsync();
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        output.WriteLine("ready");

        // Writers of a race start together, when the test says so.
        await Console.In.ReadLineAsync();
        for (var number = first; number < first + count; number++)
        {
            var commit = await table.AppendAsync(Append(path, appId, number));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} {commit.Version} {commit.AlreadyCommitted}"));
        }

        return 0;
    }

    public static DeltaAppend Append(string table, string appId, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{appId}-{number}.parquet");
        File.WriteAllText(Path.Combine(table, name), name);
        return new(appId, number, [new(name, 1)]) { UserMetadata = $"of {name}" };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
