using System.Runtime.InteropServices;
using System.Text;
using Larder.Errors;
using SQLitePCL;

namespace Larder.Sqlite;

/// <summary>
/// The header of a file's write-ahead log as all processes share it in memory. Every commit changes it before it returns, so two equal looks
/// mean that nothing was committed between them, at the price of reading 96 bytes. The layout is documented in SQLite's "WAL-mode File
/// Format", the way to it in its "Virtual Filesystem" interface.
/// </summary>
internal sealed class WalIndex : IDisposable
{
    private const int FilePointer = 7;
    private const int RegionBytes = 32768;
    private const int HeaderBytes = 48;

    /// <summary>Where a file's method table holds the one that maps shared memory: behind its version number and twelve other methods.</summary>
    private const int ShmMapOffset = 8 + (12 * 8);

    private static readonly Sql AnyRead = new("SELECT count(*) FROM sqlite_master");
    private static readonly byte[] Main = Encoding.UTF8.GetBytes("main\0");

    private readonly Session _session;
    private readonly nint _header;

    private WalIndex(Session session, nint header) => (_session, _header) = (session, header);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int FileControl(nint database, byte[] name, int operation, out nint file);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int ShmMap(nint file, int region, int size, int extend, out nint memory);

    /// <summary>Opens the index through a connection, which is kept open for as long; null where SQLite does not show it. The session is the index's to close.</summary>
    public static WalIndex? TryOpen(Session session)
    {
        var index = TryFind(session);
        if (index is null)
        {
            session.Dispose();
        }

        return index;
    }

    private static WalIndex? TryFind(Session session)
    {
        try
        {
            // The first read maps the index.
            session[AnyRead].Run();
        }
        catch (LarderException)
        {
            return null;
        }

        if (nint.Size != 8
            || SqliteLibrary.Export("sqlite3_file_control") is not (not 0 and var control)
            || Marshal.GetDelegateForFunctionPointer<FileControl>(control)(session.Handle.DangerousGetHandle(), Main, FilePointer, out var file) != raw.SQLITE_OK
            || file == 0
            || Marshal.ReadIntPtr(file) is not (not 0 and var methods)
            || Marshal.ReadInt32(methods) < 2)
        {
            return null;
        }

        var map = Marshal.GetDelegateForFunctionPointer<ShmMap>(Marshal.ReadIntPtr(methods, ShmMapOffset));
        return map(file, 0, RegionBytes, 0, out var memory) == raw.SQLITE_OK && memory != 0 ? new WalIndex(session, memory) : null;
    }

    /// <summary>What the header says now; null while a commit is being written into it, or the connection is closed.</summary>
    public WalState? Read()
    {
        // Without the hold the memory could go, with the connection, while it is read.
        var isHeld = false;
        try
        {
            _session.Handle.DangerousAddRef(ref isHeld);

            // A commit writes the second copy first: equal copies are of one commit.
            var first = Copy(0);
            Interlocked.MemoryBarrier();
            return first.IsValid && first == Copy(HeaderBytes) ? first : null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        finally
        {
            if (isHeld)
            {
                _session.Handle.DangerousRelease();
            }
        }
    }

    public void Dispose() => _session.Dispose();

    private WalState Copy(int at) => new(
        Marshal.ReadInt64(_header, at),
        Marshal.ReadInt64(_header, at + 8),
        Marshal.ReadInt64(_header, at + 16),
        Marshal.ReadInt64(_header, at + 24),
        Marshal.ReadInt64(_header, at + 32),
        Marshal.ReadInt64(_header, at + 40));
}

/// <summary>The 48 bytes of the header: a counter of commits, the log's length, its salts and check sums among them.</summary>
internal readonly record struct WalState(long Version, long Counter, long Frames, long Sums, long Salts, long OwnSums)
{
    /// <summary>Whether the log is in use: its first flag, behind the counter.</summary>
    public bool IsValid => (byte)(Counter >> 32) == 1;
}
