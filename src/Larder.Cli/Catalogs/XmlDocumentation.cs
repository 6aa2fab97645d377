using System.Reflection;
using System.Xml;
using System.Xml.Linq;
using Larder.Catalog;
using Larder.Types;

namespace Larder.Cli.Catalogs;

/// <summary>
/// Summaries from the XML documentation beside the repository's assembly (<c>GenerateDocumentationFile</c>): of the property that defines a view, and of the property of its features
/// record, or the parameter where the record has one. Where there is no file, nothing is known.
/// </summary>
internal sealed class XmlDocumentation(FeatureRepository repository)
{
    private readonly Dictionary<Assembly, IReadOnlyDictionary<string, XElement>> _files = [];

    /// <summary>The summary of a view or feature; null where there is none.</summary>
    public string? Of(string kind, CompiledView view, Feature? feature)
    {
        var property = repository.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .FirstOrDefault(p => typeof(FeatureView).IsAssignableFrom(p.PropertyType) && Names.ToSnakeCase(p.Name) == view.Name);
        if (property is null || kind == "view" || feature is null)
        {
            return property is null ? null : Summary(property.DeclaringType!, $"P:{Id(property.DeclaringType!)}.{property.Name}");
        }

        var record = property.PropertyType.GetGenericArguments()[0];
        return Summary(record, $"P:{Id(record)}.{feature.Property}") ?? Text(Find(record, $"T:{Id(record)}")?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == feature.Property));
    }

    private string? Summary(Type type, string id) => Text(Find(type, id)?.Element("summary"));

    private XElement? Find(Type type, string id)
    {
        if (!_files.TryGetValue(type.Assembly, out var members))
        {
            members = _files[type.Assembly] = Read(type.Assembly);
        }

        return members.GetValueOrDefault(id);
    }

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        try
        {
            return assembly.Location.Length > 0 && File.Exists(path)
                ? XDocument.Load(path).Descendants("member").GroupBy(m => (string?)m.Attribute("name") ?? string.Empty).ToDictionary(m => m.Key, m => m.First())
                : [];
        }
        catch (Exception unreadable) when (unreadable is XmlException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Id(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    /// <summary>In one line; of <c>see</c> and its like the last part of what is named.</summary>
    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = string.Concat(element.DescendantNodes().Select(n => n switch
        {
            XText part => part.Value,
            XElement reference when ((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name")) is { } named && reference.IsEmpty => named[(named.LastIndexOfAny(['.', ':']) + 1)..],
            _ => string.Empty,
        }));
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? null : line;
    }
}
