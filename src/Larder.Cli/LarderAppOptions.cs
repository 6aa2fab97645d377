namespace Larder.Cli;

/// <summary>Choices of a program that runs <see cref="LarderApp"/>.</summary>
public sealed record LarderAppOptions
{
    /// <summary>Writes generated input for the first source into a file, so that <c>demo</c> works without data; null where there is no generator.</summary>
    public Func<string, CancellationToken, Task>? GenerateDemoData { get; init; }

    /// <summary>The file name of the generated input. Default <c>demo.csv.gz</c>.</summary>
    public string DemoFileName { get; init; } = "demo.csv.gz";

    /// <summary>The only clock. Default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
