using Larder.Repository.Files;
using Larder.Repository.Projects;

namespace Larder.Repository.Scripts;

public class ScriptsTests
{
    private static readonly string[] Scripts = [".ci/run", "test", "larder", "bench"];

    [Fact]
    public void Scripts_can_be_executed_and_stop_at_the_first_error()
    {
        foreach (var script in Scripts)
        {
            var lines = Checkout.File(script).Lines;

            lines[0].ShouldBe("#!/usr/bin/env bash", script);
            lines.ShouldContain("set -euo pipefail", script);
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(Path.Combine(Checkout.Root, script)).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue(script);
            }
        }
    }

    [Fact]
    public void The_test_script_runs_every_test_project()
    {
        var expected = ProjectFile.All.Where(project => project.Name.EndsWith(".Tests", StringComparison.Ordinal)).Select(project => project.Directory);

        var listed = Checkout.Run("bash", "./test", "--list").ShouldNotBeNull().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        listed.Order().ShouldBe(expected.Order());
    }

    [Fact]
    public void Continuous_integration_runs_the_same_script()
    {
        Checkout.File(".ci/run").Lines[^1].ShouldBe("exec ./test");
        Checkout.File(".github/workflows/ci.yml").Text.ShouldContain("run: .ci/run");
    }
}
