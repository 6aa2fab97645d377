using System.Xml;
using System.Xml.Linq;
using Larder.Repository.Files;

namespace Larder.Repository.Projects;

/// <summary>One version per package for the whole solution, restored from lock files that name no download address.</summary>
internal static class PackageRules
{
    public const string VersionsFile = "Directory.Packages.props";

    /// <summary>Judges a project, props or targets file other than <see cref="VersionsFile"/>.</summary>
    public static IEnumerable<Finding> CheckVersions(TextFile file) =>
        from item in XDocument.Parse(file.Text, LoadOptions.SetLineInfo).Descendants()
        where item.Name.LocalName is "PackageReference" or "PackageVersion" or "GlobalPackageReference"
        where item.Name.LocalName != "PackageReference" || StatesVersion(item)
        select new Finding(file.Path, ((IXmlLineInfo)item).LineNumber,
            $"states the version of {(item.Attribute("Include") ?? item.Attribute("Update"))?.Value} itself; versions live in {VersionsFile} only.");

    /// <summary>Judges a project by the lock file beside it, null when none is committed.</summary>
    public static IEnumerable<Finding> CheckLock(string project, TextFile? lockFile)
    {
        if (lockFile is null)
        {
            return [new(project, 0, "has no packages.lock.json beside it; run 'dotnet restore' and commit the file.")];
        }

        return LinesWith(lockFile, "://", "names a download address; a lock file holds versions and hashes only.");
    }

    public static IEnumerable<Finding> CheckNpmLock(TextFile lockFile) =>
        LinesWith(lockFile, "\"resolved\"", "names a download address; run 'npm install --package-lock-only' with omit-lockfile-registry-resolved=true in .npmrc.");

    private static bool StatesVersion(XElement item) =>
        item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null
        || item.Element("Version") is not null || item.Element("VersionOverride") is not null;

    private static IEnumerable<Finding> LinesWith(TextFile file, string text, string message) =>
        from line in file.Lines.Index()
        where line.Item.Contains(text, StringComparison.Ordinal)
        select new Finding(file.Path, line.Index + 1, message);
}
