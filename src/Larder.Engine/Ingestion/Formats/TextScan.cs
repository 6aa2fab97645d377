namespace Larder.Ingestion;

/// <summary>What is looked at in a file of text while its bytes go by to be hashed.</summary>
internal abstract class TextScan
{
    /// <summary>Whether the engine reads the file only from a copy. Known at the end.</summary>
    public abstract bool NeedsCopy { get; }

    /// <summary>Takes the next bytes of the text.</summary>
    /// <exception cref="Errors.InvalidInputException">They cannot be read.</exception>
    public abstract void Add(ReadOnlySpan<byte> bytes);

    /// <summary>Told that there are no more.</summary>
    /// <exception cref="Errors.InvalidInputException">Something is missing.</exception>
    public virtual void End()
    {
    }
}

/// <summary>Lines that are too long, and line ends of two kinds.</summary>
/// <param name="path">The file, for messages.</param>
internal sealed class CsvScan(string path) : TextScan
{
    private readonly LineLimit _limit = new(path);
    private readonly LineEnds _ends = new();

    public override bool NeedsCopy => _ends.AreMixed;

    public override void Add(ReadOnlySpan<byte> bytes)
    {
        _limit.Add(bytes);
        _ends.Count(bytes);
    }
}
