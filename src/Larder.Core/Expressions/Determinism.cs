using System.Linq.Expressions;
using System.Reflection;
using Larder.Errors;

namespace Larder.Expressions;

/// <summary>
/// Refuses lambdas whose result could differ between training and serving: the ambient clock, randomness, I/O and mutable statics.
/// Each refusal names what to write instead.
/// </summary>
internal sealed class Determinism : ExpressionVisitor
{
    private const string UseEventTime = "use a time that the event carries, or SecondsSinceLast for the time since the newest event";

    private static readonly Dictionary<Type, string> BannedTypes = new()
    {
        [typeof(Random)] = "take the randomness from a column of the event",
        [typeof(Guid)] = "take identifiers from a column of the event",
        [typeof(Environment)] = "pass the value in as a constant of the repository",
        [typeof(TimeProvider)] = UseEventTime,
        [typeof(System.Diagnostics.Stopwatch)] = UseEventTime,
        [typeof(System.Security.Cryptography.RandomNumberGenerator)] = "take the randomness from a column of the event",
        [typeof(Console)] = "features compute values and nothing else",
    };

    private static readonly HashSet<string> AmbientTimes = ["Now", "UtcNow", "Today"];

    private readonly string _where;

    private Determinism(string where) => _where = where;

    /// <summary>Checks a lambda.</summary>
    /// <exception cref="InvalidDefinitionException">It is not deterministic.</exception>
    public static void Check(LambdaExpression lambda, string where) => new Determinism(where).Visit(lambda);

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Member.DeclaringType is { } type)
        {
            if ((type == typeof(DateTime) || type == typeof(DateTimeOffset)) && AmbientTimes.Contains(node.Member.Name))
            {
                throw Refused($"{type.Name}.{node.Member.Name}", "reads the ambient clock", UseEventTime);
            }

            if (node.Member is FieldInfo { IsStatic: true, IsInitOnly: false, IsLiteral: false } field)
            {
                throw Refused($"{type.Name}.{field.Name}", "is a static that can change", "make it const or readonly");
            }

            CheckType(type, node.Member.Name);
        }

        return base.VisitMember(node);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        CheckType(node.Method.DeclaringType, node.Method.Name);
        if (typeof(Task).IsAssignableFrom(node.Method.ReturnType))
        {
            throw Refused($"{node.Method.DeclaringType?.Name}.{node.Method.Name}", "is asynchronous", "features compute values and nothing else");
        }

        return base.VisitMethodCall(node);
    }

    protected override Expression VisitNew(NewExpression node)
    {
        CheckType(node.Type, "new");
        return base.VisitNew(node);
    }

    private void CheckType(Type? type, string member)
    {
        if (type is null)
        {
            return;
        }

        if (BannedTypes.TryGetValue(type, out var instead))
        {
            throw Refused($"{type.Name}.{member}", "is not deterministic", instead);
        }

        if (type.Namespace is { } space && (space.StartsWith("System.IO", StringComparison.Ordinal) || space.StartsWith("System.Net", StringComparison.Ordinal)))
        {
            throw Refused($"{type.Name}.{member}", "does I/O", "load the data as a source instead");
        }
    }

    private InvalidDefinitionException Refused(string what, string why, string instead) =>
        new($"{_where} uses {what}, which {why}, so training and serving could differ; {instead}.");
}
