using System.Globalization;
using Larder.Errors;
using Larder.Serving.Logging;

namespace Larder.Cli.Commands;

/// <summary>Where the log of served vectors lies and what it takes: <c>Larder:ServedLog</c> of the configuration, the command line first.</summary>
internal static class ServedLogSettings
{
    /// <summary>What to write for a rate.</summary>
    public const string Remedy = "give the part of the entities to log, from 0 to 1, such as 0.1";

    private const string Rate = "Larder:ServedLog:Rate";
    private const string Folder = "Larder:ServedLog:Folder";
    private const string MaxFileMegabytes = "Larder:ServedLog:MaxFileMegabytes";
    private const string DefaultFolder = "served";
    private const int BytesPerMegabyte = 1024 * 1024;

    /// <summary>Reads the settings.</summary>
    /// <param name="statePath">The state folder, below which the log lies.</param>
    /// <param name="rate">The rate of the command line; null for that of the configuration.</param>
    /// <exception cref="InvalidInputException">A setting cannot be read, or the folder lies elsewhere.</exception>
    public static FileServedLogOptions Read(string statePath, double? rate = null)
    {
        var configuration = StateSettings.Configuration();
        return new FileServedLogOptions
        {
            Folder = FolderBelow(statePath, configuration[Folder]),
            Rate = rate ?? (configuration[Rate] is { } part ? RateOf(part) ?? throw new InvalidInputException($"The setting {Rate} cannot be '{part}'; {Remedy}.") : 0),
            MaxFileBytes = configuration[MaxFileMegabytes] is { } size ? Megabytes(size) : FileServedLogOptions.DefaultMaxFileBytes,
        };
    }

    /// <summary>Reads a rate; null where it is none.</summary>
    public static double? RateOf(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate <= 1 ? rate : null;

    private static string FolderBelow(string statePath, string? folder)
    {
        var path = Path.GetFullPath(Path.Combine(statePath, string.IsNullOrWhiteSpace(folder) ? DefaultFolder : folder));
        return path.StartsWith(statePath + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new InvalidInputException($"The setting {Folder} cannot be '{folder}'; give a folder below the state folder, such as {DefaultFolder}.");
    }

    private static long Megabytes(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) && megabytes > 0
            ? (long)megabytes * BytesPerMegabyte
            : throw new InvalidInputException($"The setting {MaxFileMegabytes} cannot be '{text}'; give a whole number of megabytes, at least 1.");
}
