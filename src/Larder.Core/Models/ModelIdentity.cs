using System.Text;
using Larder.Catalog;

namespace Larder.Models;

/// <summary>What tells one model version from another, and the aliases that point at versions.</summary>
public static class ModelIdentity
{
    /// <summary>The alias of the version that serves.</summary>
    public const string Champion = "champion";

    /// <summary>The alias of the version that is compared with the champion.</summary>
    public const string Challenger = "challenger";

    /// <summary>
    /// SHA-256, lower-case hex, over three lines: the SHA-256 of the artifact, the dataset version and the code version. The form is
    /// stored and must not change.
    /// </summary>
    public static string ContentHash(ReadOnlySpan<byte> artifact, string datasetVersion, string codeVersion) =>
        CanonicalJson.HashOf(Encoding.UTF8.GetBytes($"{CanonicalJson.HashOf(artifact)}\n{datasetVersion}\n{codeVersion}\n"));
}
