using Larder.Repository.Files;

namespace Larder.Repository.Projects;

public class ProjectsTests
{
    [Fact]
    public void The_solution_lists_every_project_and_nothing_else() =>
        SolutionRules.Check(Checkout.File("Larder.slnx").Text, ProjectFile.All.Select(project => project.Path)).ShouldBeNone();

    [Fact]
    public void Every_project_lies_in_a_folder_of_its_name() => ProjectFile.All.SelectMany(SolutionRules.CheckName).ShouldBeNone();

    [Fact]
    public void Every_project_lies_where_its_kind_is_known() =>
        ProjectFile.All.Select(project => project.Path.Split('/')[0]).Distinct().ShouldBeSubsetOf(["src", "tests", "samples", "benchmarks"]);

    [Fact]
    public void Every_test_project_runs_tests() =>
        ProjectFile.All.Where(project => project.IsUnder("tests")).SelectMany(project => TestProjectRules.Check(project, Checkout.Files)).ShouldBeNone();

    [Fact]
    public void The_solution_checker_finds_a_missing_a_vanished_and_a_doubled_project()
    {
        const string Solution = """
            <Solution>
              <Folder Name="/src/">
                <Project Path="src/A/A.csproj" />
                <Project Path="src/Gone/Gone.csproj" />
                <Project Path="src/A/A.csproj" />
              </Folder>
            </Solution>
            """;

        SolutionRules.Check(Solution, ["src/A/A.csproj", "src/B/B.csproj"]).ShouldRead(
            "src/B/B.csproj: is not in Larder.slnx, so nobody builds or tests it; run 'dotnet sln Larder.slnx add' with it.",
            "Larder.slnx: lists src/Gone/Gone.csproj, which does not exist; remove the line.",
            "Larder.slnx: lists src/A/A.csproj twice.");
    }

    [Fact]
    public void A_project_in_a_folder_of_another_name_is_found() =>
        SolutionRules.CheckName(Project("src/Engine/Larder.Engine.csproj")).ShouldRead("src/Engine/Larder.Engine.csproj: must lie in a folder named Larder.Engine.");

    [Fact]
    public void Test_projects_that_run_nothing_are_found()
    {
        TextFile[] sources = [new("tests/A.Tests/Helper.cs", "class Helper { /* Fact */ }"), new("tests/B.Tests/BTests.cs", "[Fact] public void Works()")];

        TestProjectRules.Check(Project("tests/A.Tests/A.Tests.csproj"), sources).ShouldRead(
            "tests/A.Tests/A.Tests.csproj: has no test; ./test fails on a test project that runs none.");
        TestProjectRules.Check(Project("tests/B.Tests/B.Tests.csproj"), sources).ShouldBeNone();
        TestProjectRules.Check(Project("tests/B.Tests/B.Tests.csproj", "<IsTestProject>false</IsTestProject>"), sources).ShouldRead(
            "tests/B.Tests/B.Tests.csproj: switches IsTestProject off, so its tests never run; remove the property or rename the project.");
        TestProjectRules.Check(Project("tests/Suites/Suites.csproj"), sources).ShouldRead(
            "tests/Suites/Suites.csproj: is neither named *.Tests nor a library; rename it or set IsTestProject to false.");
        TestProjectRules.Check(Project("tests/Suites/Suites.csproj", "<IsTestProject>false</IsTestProject>"), sources).ShouldBeNone();
    }

    private static ProjectFile Project(string path, string properties = "") =>
        ProjectFile.Parse(new TextFile(path, $"<Project><PropertyGroup>{properties}</PropertyGroup></Project>"));
}
