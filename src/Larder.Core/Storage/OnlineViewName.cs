using System.Globalization;

namespace Larder.Storage;

/// <summary>The name under which a version of a view lies in the online store. Stored; must not change.</summary>
public static class OnlineViewName
{
    /// <summary><c>customer_spend@v1</c>: versions lie side by side, so a new one can be filled while the old one is served.</summary>
    /// <param name="view">The view's name.</param>
    /// <param name="version">The registry's version of its definition, from 1.</param>
    public static string Of(string view, int version) => string.Create(CultureInfo.InvariantCulture, $"{view}@v{version}");
}
