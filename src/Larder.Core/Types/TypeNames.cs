namespace Larder.Types;

/// <summary>Names of CLR types as a C# programmer writes them, for messages.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(short)] = "short",
        [typeof(string)] = "string",
    };

    /// <summary><c>double?</c>, <c>List&lt;string&gt;</c>, <c>DateTime</c>.</summary>
    public static string Written(this Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (Nullable.GetUnderlyingType(type) is { } plain)
        {
            return plain.Written() + "?";
        }

        if (type.IsArray)
        {
            return type.GetElementType()!.Written() + "[]";
        }

        return type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Written))}>"
            : type.Name;
    }
}
