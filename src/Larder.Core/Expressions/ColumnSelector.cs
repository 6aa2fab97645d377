using System.Linq.Expressions;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>Reads lambdas that only name a column.</summary>
internal static class ColumnSelector
{
    /// <summary>The index of the column that <c>l => l.Property</c> names; null for any other lambda.</summary>
    public static int? IndexOf(EventSchema schema, LambdaExpression selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        var body = selector.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : selector.Body;
        return body is MemberExpression member && member.Expression == selector.Parameters[0] && schema.TryIndexOf(member.Member.Name, out var index)
            ? index
            : null;
    }
}
