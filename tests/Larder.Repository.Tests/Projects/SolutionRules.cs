using System.Xml.Linq;
using Larder.Repository.Files;

namespace Larder.Repository.Projects;

/// <summary>The solution lists what is there, no more and no less, so that one build and one test run cover everything.</summary>
internal static class SolutionRules
{
    public static IEnumerable<Finding> Check(string solution, IEnumerable<string> projectsOnDisk)
    {
        var listed = XDocument.Parse(solution).Descendants("Project").Select(project => project.Attribute("Path")!.Value).ToList();
        var present = projectsOnDisk.ToList();

        return present.Except(listed).Select(path => new Finding(path, 0, "is not in Larder.slnx, so nobody builds or tests it; run 'dotnet sln Larder.slnx add' with it."))
            .Concat(listed.Except(present).Select(path => new Finding("Larder.slnx", 0, $"lists {path}, which does not exist; remove the line.")))
            .Concat(listed.GroupBy(path => path).Where(group => group.Count() > 1).Select(group => new Finding("Larder.slnx", 0, $"lists {group.Key} twice.")));
    }

    /// <summary>./test, ./larder and ./bench find an output by its folder's name.</summary>
    public static IEnumerable<Finding> CheckName(ProjectFile project) =>
        project.Directory.Split('/')[^1] == project.Name ? [] : [new(project.Path, 0, $"must lie in a folder named {project.Name}.")];
}
