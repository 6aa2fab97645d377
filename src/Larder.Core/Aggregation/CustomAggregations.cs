namespace Larder.Aggregation;

/// <summary>Finds the aggregations of users, whose types are known only at run time.</summary>
internal static class CustomAggregations
{
    /// <summary>Whether a type is an <see cref="IAggregation{TValue, TState, TResult}"/>.</summary>
    public static bool IsAggregation(this Type type) => type.InterfaceOf() is not null;

    /// <summary>The types of value, state and result.</summary>
    public static Type[] TypesOf(object aggregation) => aggregation.GetType().InterfaceOf()!.GetGenericArguments();

    /// <summary>The type's name and the aggregation's identity.</summary>
    public static string IdentityOf(this object aggregation)
    {
        var identity = aggregation.GetType().InterfaceOf()!.GetProperty(nameof(IAggregation<int, int, int>.Identity))!.GetValue(aggregation);
        return $"{aggregation.GetType().FullName} {identity}";
    }

    private static Type? InterfaceOf(this Type type) =>
        type.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAggregation<,,>));
}
