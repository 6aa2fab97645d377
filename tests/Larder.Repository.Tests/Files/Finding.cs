namespace Larder.Repository.Files;

/// <summary>One thing that is wrong, where, and what to do about it. Line 0 means the file as a whole.</summary>
internal sealed record Finding(string Path, int Line, string Message)
{
    public override string ToString() => Line == 0 ? $"{Path}: {Message}" : $"{Path}:{Line}: {Message}";
}

internal static class FindingAssertions
{
    /// <summary>Fails with every finding on a line of its own.</summary>
    public static void ShouldBeNone(this IEnumerable<Finding> findings)
    {
        var list = findings.ToList();
        if (list.Count > 0)
        {
            Assert.Fail($"{list.Count} finding(s):\n{string.Join('\n', list)}");
        }
    }

    /// <summary>Asserts the findings' whole texts, in order.</summary>
    public static void ShouldRead(this IEnumerable<Finding> findings, params string[] expected) =>
        findings.Select(finding => finding.ToString()).ShouldBe(expected);
}
