using Larder.Conformance;
using Larder.Storage;

namespace Larder.Sqlite;

public sealed class SqliteDefinitionStoreTests : DefinitionStoreConformance, IAsyncDisposable
{
    private readonly MetadataHost _host = new();

    protected override IDefinitionStore Store => _host.Metadata.Definitions;

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

public sealed class SqliteDatasetStoreTests : DatasetStoreConformance, IAsyncDisposable
{
    private readonly MetadataHost _host = new();

    protected override IDatasetStore Store => _host.Metadata.Datasets;

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

public sealed class SqliteModelStoreTests : ModelStoreConformance, IAsyncDisposable
{
    private readonly MetadataHost _host = new();

    protected override IModelStore Store => _host.Metadata.Models;

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>A registry in a folder of its own.</summary>
internal sealed class MetadataHost : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    public MetadataHost() => Metadata = SqliteMetadata.Open(_folder.File("metadata.db"));

    public SqliteMetadata Metadata { get; }

    public async ValueTask DisposeAsync()
    {
        await Metadata.DisposeAsync();
        _folder.Dispose();
    }
}
