namespace Larder;

/// <summary>Data beside the repository: <c>../shared/data</c>, looked for from the repository's root upwards. Absent: skipped locally, failed in CI.</summary>
internal static class SharedData
{
    public static string Require(string name)
    {
        if (Find(name) is { } path)
        {
            return path;
        }

        var message = $"The data '{name}' is not there; looked for {string.Join(", ", Places(name).Where(place => !place.Contains("/bin/", StringComparison.Ordinal)))}.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        return "";
    }

    /// <summary>Where the data is; null when it is not there.</summary>
    public static string? Find(string name) => Places(name).FirstOrDefault(Path.Exists);

    private static IEnumerable<string> Places(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "data", name);
        }
    }
}
