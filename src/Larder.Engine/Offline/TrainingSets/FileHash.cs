using System.Security.Cryptography;

namespace Larder.Offline.TrainingSets;

/// <summary>The hash of a file's bytes.</summary>
internal static class FileHash
{
    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
