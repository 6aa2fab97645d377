using System.Linq.Expressions;
using System.Reflection;
using Larder.Errors;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Reads the features of a view off the lambda that makes its features record.</summary>
internal static class FeatureInitializer
{
    /// <summary>The properties and the expressions they are given, in order.</summary>
    public static IReadOnlyList<(Feature Feature, Expression Value, PropertyInfo Property)> Read(LambdaExpression lambda, string view)
    {
        var values = lambda.Body switch
        {
            MemberInitExpression { NewExpression.Arguments.Count: 0 } init => init.Bindings.OfType<MemberAssignment>().Select(b => (b.Member, b.Expression)),
            NewExpression { Arguments.Count: > 0 } create => Arguments(create),
            _ => throw new InvalidDefinitionException(
                $"View {view} must make its features in one expression: x => new {lambda.ReturnType.Name} {{ Feature = … }}."),
        };
        return [.. values.Select(v => Feature(view, (PropertyInfo)v.Item1, v.Item2))];
    }

    private static IEnumerable<(MemberInfo, Expression)> Arguments(NewExpression create)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
        return create.Constructor!.GetParameters().Zip(
            create.Arguments,
            (parameter, value) => ((MemberInfo)(create.Type.GetProperty(parameter.Name!, Flags)
                ?? throw new InvalidDefinitionException($"{create.Type.Name} has a constructor parameter '{parameter.Name}' without a property of that name.")), value));
    }

    private static (Feature, Expression, PropertyInfo) Feature(string view, PropertyInfo property, Expression value)
    {
        var name = Names.Check("feature", Names.ToSnakeCase(property.Name));
        return ColumnTypes.TryFrom(property.PropertyType, out var type)
            ? (new Feature(name, property.Name, type), value, property)
            : throw new InvalidDefinitionException(
                $"Feature {view}:{name} is of type {property.PropertyType.Name}; a feature must be bool, int, long, float, double, string or DateTime.");
    }
}
