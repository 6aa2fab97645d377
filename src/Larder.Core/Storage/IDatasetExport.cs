using Larder.Errors;

namespace Larder.Storage;

/// <summary>The forms in which a training set leaves Larder.</summary>
public enum DatasetFormat
{
    /// <summary>The recorded file, byte for byte.</summary>
    Parquet = 1,

    /// <summary>Comma-separated text with a header line, RFC 4180 quoting; null is empty, an empty text is <c>""</c>.</summary>
    Csv = 2,
}

/// <summary>Gives out training sets that were built before.</summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
public interface IDatasetExport
{
    /// <summary>Opens a training set from its beginning.</summary>
    /// <param name="datasetVersion">Its version, or the beginning of it.</param>
    /// <param name="format">The form.</param>
    /// <param name="cancellationToken">Stops the conversion.</param>
    /// <exception cref="NotFoundException">There is no such record, or its file is not there any more.</exception>
    /// <exception cref="InvalidInputException">Several records begin so.</exception>
    Task<DatasetContent> OpenAsync(string datasetVersion, DatasetFormat format, CancellationToken cancellationToken = default);
}

/// <summary>A training set to be read once.</summary>
/// <param name="Record">Its record.</param>
/// <param name="Content">The bytes, of known length.</param>
public sealed record DatasetContent(DatasetRecord Record, Stream Content) : IAsyncDisposable
{
    /// <summary>Closes the stream.</summary>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
