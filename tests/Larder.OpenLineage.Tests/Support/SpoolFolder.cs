namespace Larder.OpenLineage;

/// <summary>A folder for a spool, removed with this.</summary>
internal sealed class SpoolFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("larder-spool-").FullName;

    public string Spool => Path.Combine(_path, "spool");

    public string File(string name) => Path.Combine(_path, name);

    public Spool Open(LineageOptions? options = null) => new(Spool, options ?? new LineageOptions(), TimeProvider.System);

    public LineageSender Sender(LineageOptions options) => new(options, Open(options), TimeProvider.System);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
