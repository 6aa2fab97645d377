using Larder.Errors;
using Larder.Quality;
using Larder.Quality.Suites;

namespace Larder;

/// <summary>Suites in files as part of a source's definition.</summary>
public static class SuiteFileExtensions
{
    /// <summary>
    /// The checks of a suite in a YAML file, which is read here and now: they are part of the source's definition like those of <see cref="ExpectationSuite{T}.Check(Expectation{T}[])"/>, so that
    /// <c>plan</c> shows when the file has changed.
    /// </summary>
    /// <typeparam name="T">The event type.</typeparam>
    /// <param name="suite">The source's expectations.</param>
    /// <param name="path">Its path. A relative one begins in the folder of the program, to which the project copies it: <c>&lt;Content Include="suites/*.yaml" CopyToOutputDirectory="PreserveNewest" /&gt;</c>.</param>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDefinitionException">It is no suite for this source, or a check in it is wrong; the message says where.</exception>
    public static ExpectationSuite<T> ChecksFrom<T>(this ExpectationSuite<T> suite, string path)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.Combine(AppContext.BaseDirectory, path);
        return File.Exists(full)
            ? suite.Check(SuiteFile.Parse(path, File.ReadAllText(full)))
            : throw new NotFoundException($"There is no suite {full}; let the project copy it there with <Content Include=\"{path}\" CopyToOutputDirectory=\"PreserveNewest\" />, or give an absolute path.");
    }
}
