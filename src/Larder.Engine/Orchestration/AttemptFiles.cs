using System.Globalization;

namespace Larder.Orchestration;

/// <summary>Where files of attempts lie.</summary>
public static class AttemptFiles
{
    /// <summary>The log of an attempt; there is none where the attempt wrote no line.</summary>
    public static string Log(string folder, string run, string task, int index, int attempt) => Path.Combine(folder, "logs", run, Name(task, index, attempt) + ".log");

    /// <summary>The folder of a run's work folders; gone when the run has ended.</summary>
    public static string Work(string folder, string run) => Path.Combine(folder, "work", run);

    /// <summary>The work folder of an attempt.</summary>
    public static string Work(string folder, string run, string task, int index, int attempt) => Path.Combine(Work(folder, run), Name(task, index, attempt));

    private static string Name(string task, int index, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{task}.{index}.{attempt}");
}
