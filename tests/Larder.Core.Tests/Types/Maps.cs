namespace Larder.Core.Tests.Types;

/// <summary>Short form of maps.</summary>
internal static class Maps
{
    public static FeatureMap<T> Of<T>(params (string Key, T Value)[] entries)
        where T : notnull => new(entries.Select(e => KeyValuePair.Create(e.Key, e.Value)));
}
