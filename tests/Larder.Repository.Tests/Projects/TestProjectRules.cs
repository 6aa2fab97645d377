using System.Text.RegularExpressions;
using Larder.Repository.Files;

namespace Larder.Repository.Projects;

/// <summary>A project under tests/ either runs tests, and is named *.Tests, or says that it is a library.</summary>
internal static partial class TestProjectRules
{
    public static IEnumerable<Finding> Check(ProjectFile project, IEnumerable<TextFile> sources)
    {
        var isLibrary = project.Property("IsTestProject") == "false";
        if (project.Name.EndsWith(".Tests", StringComparison.Ordinal))
        {
            if (isLibrary)
            {
                yield return new(project.Path, 0, "switches IsTestProject off, so its tests never run; remove the property or rename the project.");
            }
            else if (!sources.Any(source => source.Path.StartsWith(project.Directory + "/", StringComparison.Ordinal) && TestAttribute().IsMatch(source.Text)))
            {
                yield return new(project.Path, 0, "has no test; ./test fails on a test project that runs none.");
            }
        }
        else if (!isLibrary)
        {
            yield return new(project.Path, 0, "is neither named *.Tests nor a library; rename it or set IsTestProject to false.");
        }
    }

    [GeneratedRegex(@"\[\w*(Fact|Theory)\b")]
    private static partial Regex TestAttribute();
}
