namespace Larder.OpenLineage;

/// <summary>Where code is kept in git.</summary>
/// <param name="Url">The remote's address, without any credentials.</param>
/// <param name="Commit">What is checked out; null where it cannot be told.</param>
/// <param name="Path">The folder within; null for the top.</param>
public sealed record GitLocation(string Url, string? Commit, string? Path)
{
    /// <summary>Reads the files of a checkout around a folder; null where there is none, or it has no remote <c>origin</c>.</summary>
    public static GitLocation? Of(string folder)
    {
        try
        {
            for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            {
                var git = System.IO.Path.Combine(at.FullName, ".git");
                if (Directory.Exists(git))
                {
                    var path = System.IO.Path.GetRelativePath(at.FullName, folder).Replace('\\', '/');
                    return Remote(System.IO.Path.Combine(git, "config")) is { } url ? new GitLocation(url, Head(git), path == "." ? null : path) : null;
                }
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Where the code is kept is worth no failed run.
        }

        return null;
    }

    /// <summary>An address as a URI without user or password; null where it is a path of this machine.</summary>
    internal static string? Address(string remote)
    {
        if (remote.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(remote, UriKind.Absolute, out var uri) && !uri.IsFile ? new UriBuilder(uri) { UserName = string.Empty, Password = string.Empty }.Uri.ToString() : null;
        }

        // The short form of ssh: git@host:owner/repository.git.
        var colon = remote.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && !remote[..colon].Contains('/', StringComparison.Ordinal) ? $"ssh://{remote[..colon].Split('@')[^1]}/{remote[(colon + 1)..]}" : null;
    }

    private static string? Remote(string config)
    {
        var isOrigin = false;
        foreach (var line in File.ReadLines(config).Select(l => l.Trim()))
        {
            isOrigin = line.StartsWith('[') ? line == "[remote \"origin\"]" : isOrigin;
            if (isOrigin && line.StartsWith("url", StringComparison.Ordinal) && line.Split('=', 2) is [_, var url])
            {
                return Address(url.Trim());
            }
        }

        return null;
    }

    private static string? Head(string git)
    {
        var head = File.ReadAllText(System.IO.Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
        {
            return head;
        }

        var file = System.IO.Path.Combine(git, head["ref: ".Length..]);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }
}
