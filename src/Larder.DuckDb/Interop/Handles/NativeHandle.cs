using System.Runtime.InteropServices;

namespace Larder.DuckDb.Interop;

/// <summary>
/// An owned native object. Invariant: a handle attached to a parent holds one reference on it, given back only after its
/// own object is destroyed, so disposal and finalization are safe in any order.
/// </summary>
internal abstract class NativeHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    private static long _openCount;

    private NativeHandle? _parent;
    private bool _counted;

    /// <summary>Native objects created and not destroyed yet, for leak tests.</summary>
    internal static long OpenCount => Interlocked.Read(ref _openCount);

    public override bool IsInvalid => handle == 0;

    /// <summary>Whether Dispose was called. IsClosed becomes true only later, when no child holds a reference any more.</summary>
    internal bool IsDisposed { get; private set; }

    /// <summary>Takes the object into account and, when it has one, keeps its parent alive for as long as it lives.</summary>
    internal void Attach(NativeHandle? parent = null)
    {
        if (IsInvalid)
        {
            return;
        }

        if (parent is not null)
        {
            var added = false;
            parent.DangerousAddRef(ref added);
            _parent = parent;
        }

        _counted = true;
        Interlocked.Increment(ref _openCount);
    }

    protected abstract void Destroy(ref nint native);

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    protected sealed override bool ReleaseHandle()
    {
        Destroy(ref handle);

        if (_counted)
        {
            Interlocked.Decrement(ref _openCount);
        }

        _parent?.DangerousRelease();

        return true;
    }
}
