using Larder.Engine;

namespace Larder.Files;

/// <summary>Counts what several threads have done; a listener is told by one at a time.</summary>
internal sealed class FileProgress(IProgress<StepProgress>? listener, string text, int total)
{
    private readonly Lock _lock = new();
    private int _done;

    /// <summary>One more is done.</summary>
    public void Step()
    {
        lock (_lock)
        {
            listener?.Report(new(text, ++_done, total));
        }
    }
}
