using System.Globalization;

namespace Larder.Serving.Inference;

/// <summary>Which version of a model: the one an alias points at, or a number.</summary>
public readonly record struct ModelSelector
{
    /// <summary>The alias of the version that serves unless the caller says otherwise.</summary>
    public const string Champion = "champion";

    private readonly string? _alias;

    private ModelSelector(string? alias, int? version) => (_alias, Version) = (alias, version);

    /// <summary>The alias; <c>champion</c> by default, null where a version is given.</summary>
    public string? Alias => Version is null ? _alias ?? Champion : null;

    /// <summary>The version; null where an alias is given.</summary>
    public int? Version { get; }

    /// <summary>The version an alias points at when the model is used.</summary>
    public static ModelSelector Of(string alias) => new(alias, null);

    /// <summary>A fixed version.</summary>
    public static ModelSelector Of(int version) => new(null, version);

    /// <summary>The selector for people.</summary>
    public override string ToString() => Alias ?? string.Create(CultureInfo.InvariantCulture, $"version {Version}");
}
