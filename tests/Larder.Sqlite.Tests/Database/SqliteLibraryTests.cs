namespace Larder.Sqlite;

public sealed class SqliteLibraryTests
{
    [Fact]
    public void The_library_in_use_is_named()
    {
        Version.Parse(SqliteLibrary.Version).ShouldBeGreaterThanOrEqualTo(new Version(3, 35, 5));
        SqliteLibrary.Source.ShouldBeOneOf("bundled", "libsqlite3.so.0", "/usr/lib/libsqlite3.dylib");
    }

    [Fact]
    public void The_library_named_is_the_one_that_runs()
    {
        using var folder = new TempFolder();
        using var session = Session.Open(folder.File("a.db"), SqliteSchema.Online, create: true, TimeSpan.Zero);

        session.Scalar($"SELECT sqlite_version() = '{SqliteLibrary.Version}'").ShouldBe(1);
    }

    [Theory]
    [InlineData(3040001, 3035005, true)]
    [InlineData(3035005, 3035005, false)]
    [InlineData(3034001, 3035005, false)]
    [InlineData(0, 3035005, false)]
    [InlineData(3034001, 0, true)]
    [InlineData(0, 0, false)]
    public void The_systems_library_is_taken_when_it_is_newer(int system, int bundled, bool isTaken)
        => SqliteLibrary.PrefersSystem(system, bundled).ShouldBe(isTaken);
}
