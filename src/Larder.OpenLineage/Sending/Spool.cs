using System.Globalization;

namespace Larder.OpenLineage;

/// <summary>
/// Events on disk, a file each, named in the order they came. A file is there whole or not at all, so that a killed process leaves what it had told; it goes when the server has the
/// event. Bounded: the oldest give way, counted in a file of their own. Several processes share it; one at a time sends.
/// </summary>
/// <threadsafety>Safe for several threads and processes.</threadsafety>
public sealed class Spool
{
    private const string Ending = ".json";
    private const string Unfinished = ".tmp";
    private const string DroppedFile = "dropped.log";
    private const int MostAttempts = 20;
    private const string LockFile = "sender.lock";

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly LineageOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private int _number;

    /// <param name="folder">The folder; it is created by the first event.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="clock">The only clock.</param>
    public Spool(string folder, LineageOptions options, TimeProvider clock) => (_folder, _options, _clock) = (folder, options, clock);

    /// <summary>The folder.</summary>
    public string Folder => _folder;

    /// <summary>How many events wait.</summary>
    public int Count => Waiting().Count;

    /// <summary>How many events were dropped in this folder so far, by all processes.</summary>
    public int Dropped => Directory.Exists(_folder) && File.Exists(Path.Combine(_folder, DroppedFile)) ? File.ReadLines(Path.Combine(_folder, DroppedFile)).Count() : 0;

    /// <summary>Keeps an event.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            Directory.CreateDirectory(_folder);
            MakeRoom(content.Length);
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    if (TryWrite(content))
                    {
                        return;
                    }
                }
                catch (IOException) when (attempt < MostAttempts)
                {
                    // Another process, or another spool of this one, took the name in between. A full disk fails each time.
                }
            }
        }
    }

    /// <summary>The files that wait, the oldest first.</summary>
    public IReadOnlyList<string> Waiting() => Directory.Exists(_folder)
        ? [.. Directory.EnumerateFiles(_folder, "*" + Ending).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The right to send; null while another process has it. Disposing gives it back, a kill too.</summary>
    public IDisposable? TryClaim()
    {
        try
        {
            Directory.CreateDirectory(_folder);
            return new FileStream(Path.Combine(_folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Counts an event that will never be sent, and removes its file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">Why, in a few words.</param>
    public void Drop(string path, string reason)
    {
        File.AppendAllText(Path.Combine(_folder, DroppedFile), string.Create(CultureInfo.InvariantCulture, $"{_clock.GetUtcNow():O} {Path.GetFileNameWithoutExtension(path)} {reason}\n"));
        File.Delete(path);
    }

    /// <summary>Writes beside and renames; false where the name is taken.</summary>
    private bool TryWrite(ReadOnlySpan<byte> content)
    {
        var microseconds = _clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerMicrosecond;
        var name = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{microseconds:D18}-{_number++:D6}-{Environment.ProcessId}"));
        var (unfinished, finished) = (name + Unfinished, name + Ending);
        if (File.Exists(finished) || File.Exists(unfinished))
        {
            return false;
        }

        using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            file.Write(content);
        }

        File.Move(unfinished, finished);
        return true;
    }

    private void MakeRoom(long bytes)
    {
        foreach (var left in Directory.EnumerateFiles(_folder, "*" + Unfinished).Where(p => _clock.GetUtcNow() - File.GetLastWriteTimeUtc(p) > Abandoned))
        {
            File.Delete(left);
        }

        var waiting = new Queue<FileInfo>(Waiting().Select(p => new FileInfo(p)));
        var size = waiting.Sum(SizeOf);
        while (waiting.Count > 0 && (waiting.Count >= _options.SpoolEvents || size + bytes > _options.SpoolBytes))
        {
            var oldest = waiting.Dequeue();
            size -= SizeOf(oldest);
            Drop(oldest.FullName, "the spool is full");
        }
    }

    /// <summary>Nothing where it was sent meanwhile.</summary>
    private static long SizeOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
