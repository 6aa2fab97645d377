using Larder.Repository.Files;

namespace Larder.Repository.Projects;

public class PackagesTests
{
    [Fact]
    public void Versions_are_stated_in_one_file() =>
        Checkout.Files
            .Where(file => file.HasExtension(".csproj", ".props", ".targets") && file.Path != PackageRules.VersionsFile)
            .SelectMany(PackageRules.CheckVersions)
            .ShouldBeNone();

    [Fact]
    public void Every_project_has_a_lock_file_without_download_addresses() =>
        ProjectFile.All
            .SelectMany(project => PackageRules.CheckLock(
                project.Path, Checkout.Files.SingleOrDefault(file => file.Path == project.Directory + "/packages.lock.json")))
            .ShouldBeNone();

    [Fact]
    public void Npm_lock_files_name_no_download_addresses()
    {
        var lockFiles = Checkout.Files.Where(file => file.Name == "package-lock.json").ToList();

        lockFiles.ShouldNotBeEmpty();
        lockFiles.SelectMany(PackageRules.CheckNpmLock).ShouldBeNone();
    }

    [Fact]
    public void A_version_outside_the_one_file_is_found()
    {
        const string Project = """
            <Project>
              <ItemGroup>
                <PackageReference Include="NodaTime" />
                <PackageReference Include="Dapper" Version="2.1.86" />
                <PackageReference Include="Npgsql"><VersionOverride>10.0.0</VersionOverride></PackageReference>
                <PackageVersion Include="Polly" Version="8.9.1" />
              </ItemGroup>
            </Project>
            """;

        PackageRules.CheckVersions(new TextFile("src/A/A.csproj", Project)).ShouldRead(
            "src/A/A.csproj:4: states the version of Dapper itself; versions live in Directory.Packages.props only.",
            "src/A/A.csproj:5: states the version of Npgsql itself; versions live in Directory.Packages.props only.",
            "src/A/A.csproj:6: states the version of Polly itself; versions live in Directory.Packages.props only.");
    }

    [Fact]
    public void A_missing_lock_file_and_a_download_address_are_found()
    {
        PackageRules.CheckLock("src/A/A.csproj", null).ShouldRead(
            "src/A/A.csproj: has no packages.lock.json beside it; run 'dotnet restore' and commit the file.");
        PackageRules.CheckLock("src/A/A.csproj", new TextFile("src/A/packages.lock.json", "{\n  \"resolved\": \"https://example.org/a.nupkg\"\n}")).ShouldRead(
            "src/A/packages.lock.json:2: names a download address; a lock file holds versions and hashes only.");
        PackageRules.CheckNpmLock(new TextFile("web/package-lock.json", "{\n  \"version\": \"1.0.0\",\n  \"resolved\": \"https://example.org/a.tgz\"\n}")).ShouldRead(
            "web/package-lock.json:3: names a download address; run 'npm install --package-lock-only' with omit-lockfile-registry-resolved=true in .npmrc.");
    }
}
