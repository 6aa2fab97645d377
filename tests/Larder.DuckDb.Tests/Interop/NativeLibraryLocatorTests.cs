using System.Runtime.InteropServices;
using Larder.DuckDb.Interop;

namespace Larder.DuckDb.Tests.Interop;

public sealed class NativeLibraryLocatorTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("locator-").FullName;

    private static string Rid => RuntimeInformation.RuntimeIdentifier;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_library_is_looked_for_beside_the_assembly_and_under_runtimes()
    {
        var candidates = NativeLibraryLocator.Candidates(_directory, null, "", _directory).ToList();

        candidates[0].ShouldBe(Path.Combine(_directory, NativeLibraryLocator.FileName));
        candidates.ShouldContain(Path.Combine(_directory, "runtimes", Rid, "native", NativeLibraryLocator.FileName));
        candidates.Distinct().Count().ShouldBe(candidates.Count);
    }

    [Fact]
    public void A_missing_library_says_where_it_was_looked_for_and_what_to_do()
    {
        string[] candidates = [Path.Combine(_directory, "a"), Path.Combine(_directory, "b")];

        Should.Throw<DllNotFoundException>(() => NativeLibraryLocator.Load(candidates)).Message.ShouldBe(
            $"The DuckDB library {NativeLibraryLocator.FileName} was not found. Run 'npm ci' in eng/native and rebuild, "
            + $"or copy {NativeLibraryLocator.FileName} 1.5 for {Rid} next to the application. Looked for: {candidates[0]}, {candidates[1]}.");
    }

    [Fact]
    public void A_file_that_is_no_library_is_reported_instead_of_skipped()
    {
        var path = Path.Combine(_directory, NativeLibraryLocator.FileName);
        File.WriteAllText(path, "not a library");

        var message = Should.Throw<DllNotFoundException>(() => NativeLibraryLocator.Load([path])).Message;

        message.ShouldStartWith($"The DuckDB library {path} exists but could not be loaded: ");
        message.ShouldEndWith($"It must be DuckDB 1.5 for {Rid}; replace it with the one for this platform.");
    }

    [Fact]
    public void Other_libraries_are_left_to_the_runtime()
    {
        NativeLibraryLocator.Resolve("other", typeof(NativeLibraryLocatorTests).Assembly, null).ShouldBe(0);
    }

    [Fact]
    public void The_copy_next_to_the_tests_loads()
    {
        NativeLibraryLocator.Load([.. NativeLibraryLocator.Candidates(AppContext.BaseDirectory)]).ShouldNotBe(0);
    }
}
