using System.Globalization;
using Larder.Sqlite.Tool;

// write <path> <view> <batches>   writes numbered batches and prints each number once it is committed
// measure <path>                  prints rows and reads per second over a million rows
switch (args)
{
    case ["write", var path, var view, var batches]:
        await NumberedBatches.WriteAsync(path, view, int.Parse(batches, CultureInfo.InvariantCulture));
        return 0;
    case ["measure", var path]:
        await Measurement.RunAsync(path);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: write <path> <view> <batches> | measure <path>");
        return 1;
}
