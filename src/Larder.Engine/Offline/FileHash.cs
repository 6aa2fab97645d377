using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Larder.Offline;

/// <summary>The hash of a file's bytes.</summary>
internal static class FileHash
{
    private const int BufferSize = 1 << 20;

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Of(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        return Of(file);
    }

    /// <inheritdoc cref="Of(string)"/>
    public static string Of(SafeFileHandle file)
    {
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
