using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Larder.Types;

namespace Larder.Expressions;

/// <summary>
/// Writes an expression in a canonical text: parameters by position, constants by value, methods by full name. Equal text means equal
/// computation; the text is part of a definition's content hash, so its form must not change.
/// </summary>
internal sealed class Fingerprint : ExpressionVisitor
{
    private readonly StringBuilder _text = new();
    private readonly List<ParameterExpression> _parameters = [];

    private Fingerprint()
    {
    }

    /// <summary>The canonical text of a folded lambda's body.</summary>
    public static string Of(LambdaExpression lambda)
    {
        var fingerprint = new Fingerprint();
        fingerprint._parameters.AddRange(lambda.Parameters);
        fingerprint.Visit(lambda.Body);
        return fingerprint._text.ToString();
    }

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
        _text.Append(node.NodeType).Append(':').Append(TypeName(node.Type)).Append('(');
        Visit(node.Operand);
        _text.Append(')');
        return node;
    }

    protected override Expression VisitConditional(ConditionalExpression node)
    {
        _text.Append("if(");
        Visit(node.Test);
        _text.Append(", ");
        Visit(node.IfTrue);
        _text.Append(", ");
        Visit(node.IfFalse);
        _text.Append(')');
        return node;
    }

    protected override Expression VisitConstant(ConstantExpression node)
    {
        var value = node.Value switch
        {
            null => "null",
            string text => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"",
            DateTime time => Instant.From(time).ToString(),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString(),
        };
        _text.Append(TypeName(node.Type)).Append(' ').Append(value);
        return node;
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression is null)
        {
            _text.Append(TypeName(node.Member.DeclaringType!));
        }
        else
        {
            Visit(node.Expression);
        }

        _text.Append('.').Append(node.Member.Name);
        return node;
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Object is null)
        {
            _text.Append(TypeName(node.Method.DeclaringType!));
        }
        else
        {
            Visit(node.Object);
        }

        _text.Append('.').Append(node.Method.Name);
        Arguments(node.Arguments);
        return node;
    }

    protected override Expression VisitNew(NewExpression node)
    {
        _text.Append("new ").Append(TypeName(node.Type));
        Arguments(node.Arguments);
        return node;
    }

    protected override Expression VisitLambda<T>(Expression<T> node)
    {
        var depth = _parameters.Count;
        _parameters.AddRange(node.Parameters);
        _text.Append("=> ");
        Visit(node.Body);
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
        Visit(node.Expression);
        _text.Append(" is ").Append(TypeName(node.TypeOperand));
        return node;
    }

    private void Arguments(ReadOnlyCollection<Expression> arguments)
    {
        _text.Append('(');
        for (var i = 0; i < arguments.Count; i++)
        {
            _text.Append(i > 0 ? ", " : string.Empty);
            Visit(arguments[i]);
        }

        _text.Append(')');
    }

    /// <summary>Without assembly versions: a new build of the same code is the same computation.</summary>
    private static string TypeName(Type type) =>
        type.IsGenericType ? $"{type.Name}[{string.Join(',', type.GetGenericArguments().Select(TypeName))}]" : type.Name;
}
