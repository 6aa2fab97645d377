namespace Larder.Support;

/// <summary>A demo of the small shop that a script called <c>./larder</c> started, with what it left.</summary>
public sealed class DemoRun : IAsyncLifetime
{
    internal Folder Folder { get; } = new();

    internal Run Ended { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await SmallShop.WriteAsync(Folder.Path);
        Folder.Environment["LARDER_PROGRAM"] = "./larder";
        Ended = (await Folder.RunAsync("demo", "--input", SmallShop.FileName)).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
