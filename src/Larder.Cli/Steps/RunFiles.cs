using Larder.Orchestration;
using Larder.Pipelines.Runs;

namespace Larder.Cli.Steps;

/// <summary>Files of runs below the state folder.</summary>
internal static class RunFiles
{
    /// <summary>The folder of logs and work folders.</summary>
    public static string Folder(string state) => Path.Combine(state, "runs");

    /// <summary>The lines of an attempt's log; none where there is none.</summary>
    public static async Task<IReadOnlyList<string>> LogAsync(string state, string run, RunEvent ended, CancellationToken cancellationToken)
    {
        var path = AttemptFiles.Log(Folder(state), run, ended.Task!, ended.Index, ended.Attempt);
        return File.Exists(path) ? await File.ReadAllLinesAsync(path, cancellationToken) : [];
    }
}
