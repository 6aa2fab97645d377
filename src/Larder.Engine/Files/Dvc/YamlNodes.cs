using YamlDotNet.RepresentationModel;

namespace Larder.Files.Dvc;

/// <summary>Looks into YAML.</summary>
internal static class YamlNodes
{
    /// <summary>The value of a key; null where there is none.</summary>
    public static YamlNode? Find(this YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    /// <summary>The text of a scalar; null for anything else.</summary>
    public static string? Text(this YamlNode? node) => (node as YamlScalarNode)?.Value;
}
