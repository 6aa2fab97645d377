using System.Linq.Expressions;
using System.Reflection;

namespace Larder.Expressions;

/// <summary>Builds the expression that makes an object from values of its properties.</summary>
internal static class ObjectConstruction
{
    /// <summary>Calls the constructor with the values of the properties named like its parameters, then sets the other writable ones.</summary>
    public static Expression Build(
        Type type, ConstructorInfo? constructor, IEnumerable<PropertyInfo> properties, Func<string, PropertyInfo> find, Func<PropertyInfo, Expression> value)
    {
        var parameters = constructor?.GetParameters() ?? [];
        var create = constructor is null
            ? Expression.New(type)
            : Expression.New(constructor, parameters.Select(p => value(find(p.Name!))));
        var taken = parameters.Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rest = properties.Where(p => p.CanWrite && !taken.Contains(p.Name)).Select(p => Expression.Bind(p, value(p))).ToArray();
        return rest.Length == 0 ? create : Expression.MemberInit(create, rest);
    }
}
