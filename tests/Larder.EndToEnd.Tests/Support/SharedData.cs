namespace Larder;

/// <summary>Data beside the repository: <c>../shared/data</c>, looked for from the repository's root upwards. Absent: skipped locally, failed in CI.</summary>
internal static class SharedData
{
    public static string Require(string name)
    {
        var tried = new List<string>();
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", name);
            if (Path.Exists(path))
            {
                return path;
            }

            tried.Add(path);
        }

        var message = $"The data '{name}' is not there; looked for {string.Join(", ", tried.Where(path => !path.Contains("/bin/", StringComparison.Ordinal)))}.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        return "";
    }
}
