using System.Security.Cryptography;

namespace Larder.Offline.TrainingSets;

/// <summary>The hash of a file's bytes.</summary>
internal static class FileHash
{
    private const int BufferSize = 1 << 20;

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Of(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        var offset = 0L;
        for (int read; (read = RandomAccess.Read(file, buffer, offset)) > 0; offset += read)
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
