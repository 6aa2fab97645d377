namespace Larder.Storage;

/// <summary>The one rule for what a view is called in the online store: a new version never reads rows of an old one.</summary>
public static class OnlineViewName
{
    /// <summary><c>view@v1</c>.</summary>
    public static string Of(string view, int version) => $"{view}@v{version}";
}
