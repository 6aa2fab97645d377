namespace Larder.Bench.Harness;

/// <summary>One benchmark: measures Larder and its reference alternately, each measurement in a process of its own.</summary>
internal interface IBenchmark
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>One line for the list.</summary>
    string Summary { get; }

    /// <summary>Runs in the parent process: prepares data, starts children, compares.</summary>
    Task<BenchReport> RunAsync(BenchOptions options, CancellationToken cancellationToken);

    /// <summary>Runs one measurement in a child process.</summary>
    /// <param name="work">Which of the benchmark's measurements.</param>
    /// <param name="arguments">What the parent passed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Measurement> MeasureAsync(string work, ChildArguments arguments, CancellationToken cancellationToken);
}
