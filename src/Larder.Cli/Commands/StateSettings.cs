using System.CommandLine;
using System.Globalization;
using System.Reflection;
using Larder.Engine;
using Larder.Errors;
using Microsoft.Extensions.Configuration;

namespace Larder.Cli.Commands;

/// <summary>
/// Where state lies and what the engine may use: from the command line, then the environment (<c>Larder__StatePath</c>), then
/// <c>appsettings.json</c> of the working directory. Relative paths count from the working directory.
/// </summary>
internal static class StateSettings
{
    private const string DefaultFolder = ".larder";
    private const string StatePath = "Larder:StatePath";
    private const string MemoryMegabytes = "Larder:MemoryMegabytes";
    private const string MemoryLimit = "Larder:MemoryLimit";
    private const string InputCache = "Larder:InputCacheMegabytes";

    /// <summary>The options of a workspace.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="below">A folder below the state folder that is used instead of it; null for the state folder itself.</param>
    /// <exception cref="InvalidInputException">A setting cannot be read.</exception>
    public static WorkspaceOptions Read(ParseResult parsed, string? below = null)
    {
        var configuration = Configuration();
        var state = parsed.GetValue(GlobalOptions.State) ?? configuration[StatePath];
        var options = new WorkspaceOptions
        {
            StatePath = Path.GetFullPath(Path.Combine(string.IsNullOrWhiteSpace(state) ? DefaultFolder : state, below ?? string.Empty)),
            RepositoryPath = Directory.GetCurrentDirectory(),
        };
        options = configuration[MemoryMegabytes] is { } engine ? options with { MemoryMegabytes = Megabytes(MemoryMegabytes, engine, 64) } : options;
        options = configuration[InputCache] is { } cache ? options with { InputCacheMegabytes = Megabytes(InputCache, cache, 0) } : options;
        return configuration[MemoryLimit] is { } limit ? options with { MemoryLimitMegabytes = Megabytes(MemoryLimit, limit, 256) } : options;
    }

    private static int Megabytes(string setting, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) && megabytes >= least
            ? megabytes
            : throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"The setting {setting} cannot be '{text}'; give a whole number of megabytes, at least {least}."));

    /// <summary>The file, the user's secrets of the program, and the environment; the last comes first.</summary>
    /// <exception cref="InvalidInputException">The file is not valid JSON.</exception>
    public static IConfigurationRoot Configuration()
    {
        try
        {
            return new ConfigurationBuilder()
                .SetBasePath(Directory.GetCurrentDirectory())
                .AddJsonFile("appsettings.json", optional: true)
                .AddUserSecrets(Assembly.GetEntryAssembly() ?? typeof(StateSettings).Assembly, optional: true)
                .AddEnvironmentVariables()
                .Build();
        }
        catch (InvalidDataException malformed)
        {
            var why = (malformed.InnerException?.InnerException ?? malformed.InnerException ?? malformed).Message.TrimEnd('.');
            throw new InvalidInputException($"The file {Path.GetFullPath("appsettings.json")} is not valid JSON ({why}); correct it.", malformed);
        }
    }
}
