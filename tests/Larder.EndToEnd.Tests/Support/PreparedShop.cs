namespace Larder.Support;

/// <summary>A folder in which every step has run on the small shop; tests copy its state instead of repeating the steps.</summary>
public sealed class PreparedShop : IAsyncLifetime
{
    internal Folder Folder { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await SmallShop.WriteAsync(Folder.Path);
        (await Folder.RunAsync("ingest", "--input", SmallShop.FileName)).Succeeded();
        (await Folder.RunAsync("apply")).Succeeded();
        (await Folder.RunAsync("train")).Succeeded();
        (await Folder.RunAsync("materialize")).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A folder of its own with the same state and input.</summary>
    internal Folder Copy()
    {
        var folder = new Folder();
        File.Copy(Folder.File(SmallShop.FileName), folder.File(SmallShop.FileName));
        folder.CopyState(Folder);
        return folder;
    }
}
