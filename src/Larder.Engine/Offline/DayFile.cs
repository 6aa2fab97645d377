using Larder.Offline.Delta;

namespace Larder.Offline;

/// <summary>A data file of one day, which no commit names yet.</summary>
/// <param name="File">What is in it.</param>
/// <param name="Seal">Its size and the hash of its bytes, where it is safe on its disk; else null.</param>
/// <param name="Order">How its rows lie as events; null where they are none.</param>
internal sealed record DayFile(WrittenFile File, FileSeal? Seal, RowOrder? Order)
{
    /// <summary>The file as an append adds it.</summary>
    public DeltaNewFile ToNewFile()
    {
        var file = File.ToNewFile() with { Seal = Seal };
        return Order is null ? file : file with { Tags = Order.ToTags() };
    }
}
