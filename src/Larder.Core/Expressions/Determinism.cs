using System.Linq.Expressions;
using System.Reflection;
using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// Refuses lambdas whose result could differ between training and serving: the ambient clock, zone and culture, randomness, I/O, mutable
/// statics and the functions of the C library. Each refusal names what to write instead.
/// </summary>
internal sealed class Determinism : ExpressionVisitor
{
    private const string UseEventTime = "use a time that the event carries, or SecondsSinceLast for the time since the newest event";
    private const string UseColumn = "take the randomness from a column of the event";
    private const string OnlyValues = "features compute values and nothing else";

    private static readonly Dictionary<Type, string> BannedTypes = new()
    {
        [typeof(Random)] = UseColumn,
        [typeof(Guid)] = "take identifiers from a column of the event",
        [typeof(HashCode)] = "use FeatureMath.HashBin",
        [typeof(Environment)] = "pass the value in as a constant of the repository",
        [typeof(TimeProvider)] = UseEventTime,
        [typeof(System.Diagnostics.Stopwatch)] = UseEventTime,
        [typeof(System.Security.Cryptography.RandomNumberGenerator)] = UseColumn,
        [typeof(Console)] = OnlyValues,
    };

    private static readonly HashSet<Type> Numbers = [typeof(Math), typeof(MathF), typeof(double), typeof(float), typeof(Half)];

    private static readonly HashSet<string> AmbientTimes = ["Now", "UtcNow", "Today"];

    private static readonly HashSet<string> AmbientZones = ["Local", "ToLocalTime", "ToUniversalTime", "LocalDateTime"];

    private readonly string _where;

    private Determinism(string where) => _where = where;

    /// <summary>Checks a lambda.</summary>
    /// <exception cref="InvalidDefinitionException">It is not deterministic.</exception>
    public static void Check(LambdaExpression lambda, string where) => new Determinism(where).Visit(lambda);

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Member.DeclaringType is { } type)
        {
            if (IsTime(type) && AmbientTimes.Contains(node.Member.Name))
            {
                throw Refused(type, node.Member.Name, "reads the ambient clock", UseEventTime);
            }

            if (node.Member is FieldInfo { IsStatic: true, IsInitOnly: false, IsLiteral: false })
            {
                throw Refused(type, node.Member.Name, "is a static that can change", "make it const or readonly");
            }

            if (node is { Expression: null, Member: PropertyInfo { CanWrite: true } } && type != typeof(System.Globalization.CultureInfo))
            {
                throw Refused(type, node.Member.Name, "is a static that can change", "take away its setter");
            }

            Check(type, node.Member);
        }

        return base.VisitMember(node);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        // What is inherited or overridden is declared elsewhere: Guid.ToString by Object.
        var (type, method) = (node.Object?.Type ?? node.Method.DeclaringType!, node.Method);
        Check(method.DeclaringType!, method);
        Check(type, method);
        if (method.Name == nameof(GetHashCode))
        {
            throw Refused(type, method.Name, "differs from process to process", BannedTypes[typeof(HashCode)]);
        }

        if (typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType.Name.StartsWith(nameof(ValueTask), StringComparison.Ordinal))
        {
            throw Refused(type, method.Name, "is asynchronous", OnlyValues);
        }

        if (CultureRules.Remedy(node) is { } remedy)
        {
            throw Refused(type, method.Name, "depends on the machine's culture", remedy);
        }

        return base.VisitMethodCall(node);
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.Method is { } method && CultureRules.IsJoined(method, node.Left, node.Right))
        {
            throw Refused(method.DeclaringType!, method.Name, "depends on the machine's culture", CultureRules.GiveInvariant);
        }

        return base.VisitBinary(node);
    }

    protected override Expression VisitNew(NewExpression node)
    {
        if (node.Constructor is { } constructor)
        {
            Check(node.Type, constructor);
        }

        return base.VisitNew(node);
    }

    private static bool IsTime(Type type) => type == typeof(DateTime) || type == typeof(DateTimeOffset);

    private void Check(Type type, MemberInfo member)
    {
        var name = member is ConstructorInfo ? "new" : member.Name;
        if (BannedTypes.TryGetValue(type, out var instead))
        {
            throw Refused(type, name, "is not deterministic", instead);
        }

        if (type == typeof(TimeZoneInfo) || (IsTime(type) && AmbientZones.Contains(name)))
        {
            throw Refused(type, name, "depends on the machine's time zones", "times are UTC already, and FeatureMath.LocalTime gives the local time of a zone");
        }

        if (type == typeof(System.Globalization.CultureInfo) && name.StartsWith("Current", StringComparison.Ordinal))
        {
            throw Refused(type, name, "depends on the machine's culture", CultureRules.GiveInvariant);
        }

        if (Numbers.Contains(type) && MathRules.Remedy(name) is { } function)
        {
            throw Refused(type, name, "differs in its last bits from machine to machine", function);
        }

        if (type.Namespace is { } space && (space.StartsWith("System.IO", StringComparison.Ordinal) || space.StartsWith("System.Net", StringComparison.Ordinal)))
        {
            throw Refused(type, name, "does I/O", "load the data as a source instead");
        }
    }

    private InvalidDefinitionException Refused(Type type, string member, string why, string instead) =>
        new($"{_where} uses {type.Written()}.{member}, which {why}, so training and serving could differ; {instead}.");
}
