using System.Linq.Expressions;
using Larder.Types;

namespace Larder;

/// <summary>Reads lambdas that only name a feature.</summary>
internal static class FeatureReference
{
    /// <summary>The reference <c>view:feature</c> of the one feature that a lambda names; null for any other lambda.</summary>
    public static string? Of(FeatureView view, LambdaExpression feature)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(feature);
        var body = feature.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : feature.Body;
        return body is MemberExpression member && member.Expression == feature.Parameters[0] ? $"{view.Name}:{Names.ToSnakeCase(member.Member.Name)}" : null;
    }
}
