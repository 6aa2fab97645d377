using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text;
using Larder.Aggregation;
using Larder.Errors;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// Writes an expression in a canonical text: parameters by position, constants by value, members and methods by name, with the types
/// that decide what an operator does. Equal text means equal computation, as far as it lies in the lambda itself; the bodies of methods
/// and computed properties are covered by the code version. The text is part of a definition's content hash, so its form must not change.
/// </summary>
internal sealed class Fingerprint : ExpressionVisitor
{
    private readonly StringBuilder _text = new();
    private readonly List<ParameterExpression> _parameters = [];

    private Fingerprint()
    {
    }

    /// <summary>The canonical text of a folded lambda's body.</summary>
    /// <exception cref="InvalidDefinitionException">The lambda contains something that C# lambdas given as expressions cannot.</exception>
    public static string Of(LambdaExpression lambda)
    {
        var fingerprint = new Fingerprint();
        fingerprint._parameters.AddRange(lambda.Parameters);
        fingerprint.Visit(lambda.Body);
        return fingerprint._text.ToString();
    }

    public override Expression? Visit(Expression? node) => node is null
        or BinaryExpression or UnaryExpression or ConditionalExpression or ConstantExpression or DefaultExpression or MemberExpression or MethodCallExpression
        or InvocationExpression or NewExpression or NewArrayExpression or MemberInitExpression or ListInitExpression or LambdaExpression or ParameterExpression
        or TypeBinaryExpression
        ? base.Visit(node)
        : throw new InvalidDefinitionException($"An expression of kind {node.NodeType} has no canonical form; write it as a C# lambda.");

    protected override Expression VisitBinary(BinaryExpression node)
    {
        _text.Append('(');
        Visit(node.Left);
        _text.Append(' ').Append(node.NodeType).Append(' ');
        Visit(node.Right);
        _text.Append(')');
        return node;
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        _text.Append(node.NodeType).Append(':').Append(TypeName(node.Type));
        return Arguments([node.Operand], node);
    }

    protected override Expression VisitConditional(ConditionalExpression node)
    {
        _text.Append("if");
        return Arguments([node.Test, node.IfTrue, node.IfFalse], node);
    }

    protected override Expression VisitConstant(ConstantExpression node)
    {
        _text.Append(TypeName(node.Type)).Append(' ').Append(node.Value switch
        {
            null => "null",
            string or char => Quoted(string.Create(CultureInfo.InvariantCulture, $"{node.Value}")),
            DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            string[] texts => $"[{string.Join(", ", texts.Select(Quoted))}]",
            FeatureMap<long> map => $"{{{string.Join(", ", map.Select(e => string.Create(CultureInfo.InvariantCulture, $"{Quoted(e.Key)}: {e.Value}")))}}}",
            FeatureMap<double> map => $"{{{string.Join(", ", map.Select(e => string.Create(CultureInfo.InvariantCulture, $"{Quoted(e.Key)}: {e.Value:R}")))}}}",
            Array list => Composites.Describe(list),
            var custom when custom.GetType().IsAggregation() => custom.IdentityOf(),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString(),
        });
        return node;
    }

    protected override Expression VisitDefault(DefaultExpression node)
    {
        _text.Append("default ").Append(TypeName(node.Type));
        return node;
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        Owner(node.Expression, node.Member.DeclaringType!);
        _text.Append('.').Append(node.Member.Name).Append(':').Append(TypeName(node.Type));
        return node;
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        Owner(node.Object, node.Method.DeclaringType!);
        _text.Append('.').Append(node.Method.Name);
        if (node.Method.IsGenericMethod)
        {
            TypeArguments(node.Method.GetGenericArguments());
        }

        return Arguments(node.Arguments, node);
    }

    protected override Expression VisitInvocation(InvocationExpression node)
    {
        Visit(node.Expression);
        return Arguments(node.Arguments, node);
    }

    protected override Expression VisitNew(NewExpression node)
    {
        _text.Append("new ").Append(TypeName(node.Type));
        return Arguments(node.Arguments, node);
    }

    protected override Expression VisitNewArray(NewArrayExpression node)
    {
        _text.Append(node.NodeType == ExpressionType.NewArrayInit ? "items " : "array ").Append(TypeName(node.Type.GetElementType()!));
        return Arguments(node.Expressions, node);
    }

    protected override Expression VisitMemberInit(MemberInitExpression node)
    {
        Visit(node.NewExpression);
        _text.Append(" {");
        foreach (var binding in node.Bindings)
        {
            _text.Append(' ').Append(binding.Member.Name).Append(" = ");
            VisitMemberBinding(binding);
            _text.Append(';');
        }

        _text.Append(" }");
        return node;
    }

    protected override MemberListBinding VisitMemberListBinding(MemberListBinding node)
    {
        Initializers(node.Initializers);
        return node;
    }

    protected override MemberMemberBinding VisitMemberMemberBinding(MemberMemberBinding node) =>
        throw new InvalidDefinitionException($"The nested initializer of {node.Member.Name} has no canonical form; write {node.Member.Name} = new … {{ … }}.");

    protected override Expression VisitListInit(ListInitExpression node)
    {
        Visit(node.NewExpression);
        Initializers(node.Initializers);
        return node;
    }

    protected override Expression VisitLambda<T>(Expression<T> node)
    {
        var depth = _parameters.Count;
        _parameters.AddRange(node.Parameters);
        _text.Append(CultureInfo.InvariantCulture, $"({node.Parameters.Count} => ");
        Visit(node.Body);
        _text.Append(')');
        _parameters.RemoveRange(depth, node.Parameters.Count);
        return node;
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        _text.Append('$').Append(_parameters.IndexOf(node));
        return node;
    }

    protected override Expression VisitTypeBinary(TypeBinaryExpression node)
    {
        _text.Append(node.NodeType).Append(':').Append(TypeName(node.TypeOperand));
        return Arguments([node.Expression], node);
    }

    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private void Owner(Expression? instance, Type type)
    {
        if (instance is null)
        {
            _text.Append(TypeName(type));
        }
        else
        {
            Visit(instance);
        }
    }

    private void Initializers(ReadOnlyCollection<ElementInit> initializers)
    {
        foreach (var initializer in initializers)
        {
            _text.Append(" +");
            Arguments(initializer.Arguments, initializer.Arguments[0]);
        }
    }

    private Expression Arguments(IEnumerable<Expression> arguments, Expression node)
    {
        _text.Append('(');
        foreach (var (i, argument) in arguments.Index())
        {
            _text.Append(i > 0 ? ", " : string.Empty);
            Visit(argument);
        }

        _text.Append(')');
        return node;
    }

    private void TypeArguments(Type[] types) => _text.Append('[').AppendJoin(',', types.Select(TypeName)).Append(']');

    /// <summary>Without assembly versions: a new build of the same code is the same computation. What System has goes without namespace.</summary>
    private static string TypeName(Type type)
    {
        if (type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
        {
            // Anonymous types are numbered by the compiler; only their members mean something.
            return $"anonymous[{string.Join(',', type.GetProperties().Select(p => p.Name))}]";
        }

        if (type.IsArray)
        {
            return TypeName(type.GetElementType()!) + "[]";
        }

        var name = type.IsNested ? $"{TypeName(type.DeclaringType!)}+{type.Name}" : type.Namespace == nameof(System) ? type.Name : $"{type.Namespace}.{type.Name}";
        return type.IsGenericType ? $"{name}[{string.Join(',', type.GetGenericArguments().Select(TypeName))}]" : name;
    }
}
