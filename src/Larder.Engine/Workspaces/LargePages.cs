using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Larder.Types;

namespace Larder.Engine;

/// <summary>
/// Asks the system to map big arrays in large pages: the first touch of each page costs a fault, and in pages of 4 KiB those of a training set cost as much as
/// its reading. Systems that know no such pages, or were told not to, map the array as always.
/// </summary>
internal static class LargePages
{
    private const int AdviseHugePages = 14;
    private const int SystemPage = 4096;
    private const int Least = 1 << 21;

    private static readonly bool IsKnown = OperatingSystem.IsLinux();

    /// <summary>Advises the system about an array that nothing was written to yet, and returns it; small ones are left alone.</summary>
    public static T[] Advise<T>(T[] array)
        where T : unmanaged
    {
        var bytes = (long)array.Length * Unsafe.SizeOf<T>();
        if (!IsKnown || bytes < Least)
        {
            return array;
        }

        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        try
        {
            // Advice only: whatever the answer, the memory is there.
            var start = (long)pin.AddrOfPinnedObject() & -SystemPage;
            _ = Advise((nint)start, (nuint)(pin.AddrOfPinnedObject() + bytes - start), AdviseHugePages);
        }
        finally
        {
            pin.Free();
        }

        return array;
    }

    /// <summary>Advises the system about the values of a column that nothing was written to yet, and returns it.</summary>
    public static Column Advise(Column column)
    {
        switch (column)
        {
            case Column<double> c: Advise(c.Values); break;
            case Column<long> c: Advise(c.Values); break;
            case Column<float> c: Advise(c.Values); break;
            case Column<int> c: Advise(c.Values); break;
            case Column<DateTime> c: Advise(c.Values); break;
        }

        Advise(column.Nulls);
        return column;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nint start, nuint length, int advice);
}
