using System.Reflection;
using Larder.Errors;
using Larder.Expressions;

namespace Larder.Catalog;

/// <summary>
/// Finds properties of a repository that use each other in a circle, from the code of their getters: reading such a property would never end, and no
/// process survives that.
/// </summary>
internal static class DefinitionCircles
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Refuses a repository with a circle, naming the properties in it.</summary>
    public static void Refuse(Type repository)
    {
        var getters = repository.GetProperties(Declared).Where(p => p.GetMethod?.Module == repository.Module).ToDictionary(p => p.GetMethod!.MetadataToken, p => p);
        var done = new HashSet<PropertyInfo>();
        var path = new List<PropertyInfo>();
        foreach (var property in getters.Values)
        {
            Visit(property);
        }

        void Visit(PropertyInfo property)
        {
            var start = path.IndexOf(property);
            if (start >= 0)
            {
                throw new InvalidDefinitionException(
                    $"{repository.Name}: {string.Join(" uses ", path.Skip(start).Append(property).Select(p => p.Name))}: definitions cannot use each other in a circle; take one of them out of it.");
            }

            if (done.Contains(property))
            {
                return;
            }

            path.Add(property);
            foreach (var used in MethodCode.MethodsIn(property.GetMethod!).Select(token => getters.GetValueOrDefault(token)).OfType<PropertyInfo>().Distinct())
            {
                Visit(used);
            }

            path.RemoveAt(path.Count - 1);
            done.Add(property);
        }
    }
}
