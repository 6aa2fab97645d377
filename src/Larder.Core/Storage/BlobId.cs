namespace Larder.Storage;

/// <summary>Names bytes by what they are: the MD5 of a file's bytes, or of the list that stands for a folder. The names and places are DVC's and do not change.</summary>
public readonly record struct BlobId
{
    /// <summary>Where blobs lie below a cache or a remote.</summary>
    public const string Root = "files/md5";

    private const string FolderSuffix = ".dir";
    private const int Md5Length = 32;
    private const int FanOut = 2;

    /// <param name="md5">32 lower-case hexadecimal digits.</param>
    /// <param name="isFolder">Whether the bytes are the list of a folder's files.</param>
    /// <exception cref="ArgumentException">The digits are something else.</exception>
    public BlobId(string md5, bool isFolder = false)
    {
        if (!IsMd5(md5))
        {
            throw new ArgumentException($"'{md5}' is not an MD5 of {Md5Length} lower-case hexadecimal digits.", nameof(md5));
        }

        Md5 = md5;
        IsFolder = isFolder;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Md5 { get; }

    /// <summary>Whether the bytes are the list of a folder's files.</summary>
    public bool IsFolder { get; }

    /// <summary>The place below a cache or a remote, with forward slashes: <c>files/md5/d4/1d8cd98f00b204e9800998ecf8427e</c>.</summary>
    public string Key => $"{Root}/{Md5[..FanOut]}/{Md5[FanOut..]}{(IsFolder ? FolderSuffix : "")}";

    /// <summary>Reads an MD5, with <c>.dir</c> behind it for a folder.</summary>
    public static bool TryParse(string? text, out BlobId id)
    {
        var isFolder = text is not null && text.EndsWith(FolderSuffix, StringComparison.Ordinal);
        var md5 = isFolder ? text![..^FolderSuffix.Length] : text;
        var isRead = IsMd5(md5);
        id = isRead ? new(md5!, isFolder) : default;
        return isRead;
    }

    /// <summary>Reads a <see cref="Key"/>.</summary>
    public static bool TryParseKey(string key, out BlobId id)
    {
        id = default;
        return key.StartsWith($"{Root}/", StringComparison.Ordinal) && key[(Root.Length + 1)..].Split('/') is [{ Length: FanOut } first, var rest] && TryParse(first + rest, out id);
    }

    /// <summary>The MD5, with <c>.dir</c> behind it for a folder.</summary>
    public override string ToString() => IsFolder ? Md5 + FolderSuffix : Md5;

    private static bool IsMd5(string? text) => text is { Length: Md5Length } && text.All(char.IsAsciiHexDigitLower);
}
