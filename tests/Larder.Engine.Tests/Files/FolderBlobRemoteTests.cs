using Larder.Conformance;
using Larder.Storage;

namespace Larder.Files;

public sealed class FolderBlobRemoteTests : BlobRemoteConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("larder-remote-").FullName;

    public FolderBlobRemoteTests() => Remote = new FolderBlobRemote(new("store", Path.Combine(_folder, "remote"), "config", new Dictionary<string, string>()));

    protected override IBlobRemote Remote { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
