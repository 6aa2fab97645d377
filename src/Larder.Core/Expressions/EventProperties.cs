using System.Linq.Expressions;

namespace Larder.Expressions;

/// <summary>Which properties of its event a lambda reads.</summary>
internal static class EventProperties
{
    /// <summary>Their names, computed properties too; empty where the lambda uses the event as a whole, since then nobody can tell.</summary>
    public static IReadOnlySet<string> Of(LambdaExpression? lambda)
    {
        if (lambda is null)
        {
            return new HashSet<string>();
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var whole = false;
        new MemberRewriter(
            lambda.Parameters[0],
            property =>
            {
                names.Add(property.Name);
                return Expression.Default(property.PropertyType);
            },
            () =>
            {
                whole = true;
                return lambda.Parameters[0];
            }).Visit(lambda.Body);
        return whole ? new HashSet<string>() : names;
    }
}
