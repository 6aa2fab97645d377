using System.Security.Cryptography;
using Larder.Errors;
using Larder.Offline.Delta;
using Larder.Storage;

namespace Larder.Ingestion;

/// <summary>One input file: where it is and what its bytes hash to.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Hash">What the file is known by once it is stored: SHA-256 of the bytes as they lie on disk, lower-case hex.</param>
/// <param name="NeedsCopy">Whether the engine cannot read it as it is: it is gzip of several members, or its line ends are mixed; see <see cref="LineEnds"/>.</param>
internal sealed record InputFile(string Path, string Hash, bool NeedsCopy)
{
    /// <summary>What messages call it. Default its path.</summary>
    public string Name { get; private init; } = Path;

    /// <summary>What its version is known by where it was fetched (<see cref="InputCache.KeyOf"/>); else null.</summary>
    public string? Fetched { get; private init; }

    /// <summary>What is to be corrected where it cannot be read, for messages.</summary>
    public string Correctable { get; private init; } = "the file";

    /// <summary>What was seen of its text; null where it is none.</summary>
    public TextScan? Scan { get; private init; }

    /// <summary>What is still to be looked at, while the file is read; null where nothing is.</summary>
    public GzipCheck? Check { get; private init; }

    /// <summary>Columns with one value for the whole file. Default none.</summary>
    public IReadOnlyList<InputConstant> Constants { get; init; } = [];

    /// <summary>The columns of the table that the file belongs to; null where it belongs to none.</summary>
    public DeltaSchema? Table { get; private init; }

    /// <summary>Length in bytes and time of the last write when it was hashed.</summary>
    private (long Length, DateTime Written) Seen { get; init; }

    /// <summary>The value that the whole file has for a column, ignoring case and underscores; null where it has none.</summary>
    public InputConstant? ConstantOf(string column) => Constants.FirstOrDefault(c => CsvHeader.AreAlike(c.Column, column));

    /// <summary>A file of an external table, which never changes.</summary>
    public static InputFile OfTable(string path, string id, DeltaSchema table, IReadOnlyList<InputConstant> constants) =>
        new(path, id, NeedsCopy: false) { Table = table, Constants = constants, Seen = Look(path) };

    /// <summary>A copy of rows that lie in a database.</summary>
    public static InputFile OfRows(string path, string name, FileFormat format, CancellationToken cancellationToken) => Open(path, format, cancellationToken, name) with { Correctable = "the row" };

    /// <summary>A copy of a file that lies elsewhere.</summary>
    /// <inheritdoc cref="Open(string, FileFormat, CancellationToken, string?, bool)"/>
    public static InputFile OfRemote(string path, RemoteFile remote, IReadOnlyList<InputConstant> constants, SourceDefinition source, CancellationToken cancellationToken) =>
        Open(path, FileFormat.Of(source), cancellationToken, remote.Url).With(constants, source) with { Fetched = InputCache.KeyOf(remote) };

    /// <summary>Hashes a file and, where it is gzip, makes sure that it is whole. Values that its folders give to columns of the event type are part of what it is known by.</summary>
    /// <inheritdoc cref="Open(string, FileFormat, CancellationToken, string?, bool)"/>
    public static InputFile Open(FoundFile found, SourceDefinition source, CancellationToken cancellationToken) =>
        Open(found.Path, FileFormat.Of(source), cancellationToken, mayWait: true).With(found.Constants, source);

    /// <summary>The file when everything has been looked at.</summary>
    /// <inheritdoc cref="GzipCheck.NeedsCopyAsync"/>
    public async Task<InputFile> CheckedAsync(CancellationToken cancellationToken) =>
        Check is null ? this : this with { NeedsCopy = await Check.NeedsCopyAsync(cancellationToken).ConfigureAwait(false), Check = null };

    /// <summary>Hashes a file and, where it is gzip, makes sure that it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How it will be read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="name">What messages call it; null for its path.</param>
    /// <param name="mayWait">Whether compressed lines may be looked at later, while they are read; see <see cref="Check"/>.</param>
    /// <exception cref="InvalidInputException">It is truncated or damaged, or a line is too long.</exception>
    /// <exception cref="UnavailableException">It cannot be read.</exception>
    public static InputFile Open(string path, FileFormat format, CancellationToken cancellationToken, string? name = null, bool mayWait = false)
    {
        name ??= path;
        try
        {
            using var file = File.OpenRead(path);
            var seen = Look(path);
            var isGzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
            var scan = format.Scan(name);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                if (!isGzip)
                {
                    scan?.Add(buffer.AsSpan(0, read));
                }
            }

            if (isGzip && mayWait && scan is CsvScan)
            {
                return new InputFile(path, Convert.ToHexStringLower(hash.GetHashAndReset()), NeedsCopy: false) { Name = name, Scan = scan, Seen = seen, Check = new GzipCheck(name, path, scan) };
            }

            var isReadable = !isGzip || IsReadableGzip(name, file, scan, cancellationToken);
            scan?.End();
            return new InputFile(path, Convert.ToHexStringLower(hash.GetHashAndReset()), scan is not null && (scan.NeedsCopy || !isReadable)) { Name = name, Scan = scan, Seen = seen };
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CannotRead(name, failed);
        }
    }

    /// <summary>Makes sure that what was read is what was hashed.</summary>
    /// <exception cref="InvalidInputException">The file has been written to, replaced or removed since.</exception>
    public void EnsureUnchanged()
    {
        if (Look(Path) != Seen)
        {
            throw new InvalidInputException($"The input {Name} changed while it was read. Nothing was stored; wait until nobody writes to it and ingest again.");
        }
    }

    private InputFile With(IReadOnlyList<InputConstant> all, SourceDefinition source)
    {
        InputConstant[] constants = [.. all.Where(f => source.Schema.Columns.Any(c => CsvHeader.AreAlike(c.SourceName, f.Column)))];
        return constants.Length == 0 ? this : this with
        {
            Constants = constants,
            Hash = Catalog.CanonicalJson.HashOf(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', constants.Select(c => $"{c.Column}={c.Text}").Prepend(Hash)))),
        };
    }

    private static (long Length, DateTime Written) Look(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? (info.Length, info.LastWriteTimeUtc) : default;
    }

    /// <summary>Makes sure that every member is whole. Tells whether the engine can read it.</summary>
    public static bool IsReadableGzip(string name, FileStream file, TextScan? scan, CancellationToken cancellationToken)
    {
        try
        {
            var members = new GzipMembers(file);
            members.Read(bytes => scan?.Add(bytes), cancellationToken);
            return members.ArePlain;
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(name, damaged);
        }
    }

    /// <summary>The error of a file that cannot be opened or read.</summary>
    public static UnavailableException CannotRead(string name, Exception failed) => new($"The input {name} cannot be read ({failed.Message.TrimEnd('.')}).", innerException: failed);

    private static InvalidInputException Damaged(string name, Exception? inner) =>
        new($"The input {name} is truncated or damaged gzip; nothing was stored. Fetch it again.", inner);
}
