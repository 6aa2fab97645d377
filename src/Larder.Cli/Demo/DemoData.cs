using Larder.Engine;

namespace Larder.Cli.Demo;

/// <summary>The generated input of a demo that is given none.</summary>
internal static class DemoData
{
    /// <summary>Writes the file unless it is there, whole or not at all, and returns its path.</summary>
    public static async Task<string> EnsureAsync(LarderAppOptions options, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, options.DemoFileName);
        if (File.Exists(path))
        {
            return path;
        }

        Workspace.CreateFolder(folder);

        // Two demos started at once each write a file of their own; the first to finish wins, and the other one may be reading it already.
        var temporary = $"{path}.{Environment.ProcessId}.writing";
        try
        {
            await options.GenerateDemoData!(temporary, cancellationToken);
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // The other demo's, of the same bytes.
        }
        finally
        {
            File.Delete(temporary);
        }

        return path;
    }
}
