using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Larder.DuckDb;
using Larder.Errors;
using Larder.Offline.Delta;

namespace Larder.Crash;

/// <summary>
/// A process that works on a table of one column, <c>id</c>. It says ready and waits for a line; with a moment named it says reached when it is there, and waits to be killed; else it
/// says done at its end.
/// </summary>
internal static class TableChild
{
    public const string Mode = "table-work";

    /// <param name="table">The table's folder.</param>
    /// <param name="work">append, compact, checkpoint, vacuum, or mixed, which is all of them; compacting and checkpointing go on until standard input ends where no moment is named.</param>
    /// <param name="step">The moment; null for none.</param>
    /// <param name="first">The first row's id, also its transaction.</param>
    /// <param name="count">How many rows, each in a commit of its own.</param>
    public static Process Start(string table, string work, DeltaStep? step, int first = 0, int count = 1)
    {
        var program = Path.ChangeExtension(typeof(TableChild).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])[Mode, table, work, step?.ToString() ?? "", first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var (path, work) = (args[0], args[1]);
        var (first, count) = (int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        DeltaStep? stop = args[2].Length == 0 ? null : Enum.Parse<DeltaStep>(args[2]);
        var table = DeltaTable.At(path, reached: step =>
        {
            if (step == stop)
            {
                output.WriteLine("reached");
                Console.In.ReadLine();
            }
        });
        using var engine = DuckDbDatabase.Open(settings: new Dictionary<string, string> { ["threads"] = "1" });
        using var connection = engine.Connect();
        output.WriteLine("ready");
        await Console.In.ReadLineAsync();
        var isOver = stop is null && work is "compact" or "checkpoint" ? Console.In.ReadLineAsync() : Task.CompletedTask;
        for (var number = first; number < first + count || !isOver.IsCompleted; number++)
        {
            await WorkAsync(table, connection, work, number);
        }

        output.WriteLine("done");
        return 0;
    }

    /// <summary>A file with one row, and its transaction.</summary>
    public static DeltaAppend Append(DuckDbConnection connection, string table, int id)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"row-{id}.parquet");
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"COPY (SELECT {id}::BIGINT AS id) TO {Identifiers.Literal(Path.Combine(table, name))} (FORMAT parquet)"));
        return new(string.Create(CultureInfo.InvariantCulture, $"row {id}"), 1, [new(name, 1)]);
    }

    /// <summary>A row, and now and then what keeps the table small.</summary>
    private static async Task MixedAsync(DeltaTable table, DuckDbConnection connection, int number)
    {
        await table.AppendAsync(Append(connection, table.Path, number));
        if (number % 4 == 3)
        {
            await table.CompactAsync(connection, 1 << 20);
        }

        if (number % 6 == 5)
        {
            await table.CheckpointAsync();
        }

        if (number % 8 == 7)
        {
            await table.VacuumAsync(new() { Retention = TimeSpan.Zero, Force = true });
        }
    }

    private static async Task WorkAsync(DeltaTable table, DuckDbConnection connection, string work, int number)
    {
        switch (work)
        {
            case "append":
                await table.AppendAsync(Append(connection, table.Path, number));
                break;
            case "compact":
                try
                {
                    await table.CompactAsync(connection, 1 << 20);
                }
                catch (ConflictException)
                {
                    // Another compaction was first.
                }

                break;
            case "checkpoint":
                await table.CheckpointAsync();
                break;
            case "mixed":
                await MixedAsync(table, connection, number);
                break;
            default:
                await table.VacuumAsync(new());
                break;
        }
    }
}
