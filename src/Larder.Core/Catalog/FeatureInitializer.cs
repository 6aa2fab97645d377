using System.ComponentModel;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Nodes;
using Larder.Errors;
using Larder.Expressions;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Reads the features of a view off the lambda that makes its features record.</summary>
internal static class FeatureInitializer
{
    private const BindingFlags Properties = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>The properties and the expressions they are given, in order.</summary>
    /// <param name="lambda">The folded lambda.</param>
    /// <param name="where">What is defined, for messages: <c>View customer_spend</c>.</param>
    /// <param name="name">Its name alone.</param>
    public static IReadOnlyList<(Feature Feature, Expression Value, PropertyInfo Property)> Read(LambdaExpression lambda, string where, string name)
    {
        var values = lambda.Body switch
        {
            MemberInitExpression { NewExpression.Arguments.Count: 0 } init when init.Bindings.All(b => b is MemberAssignment { Member: PropertyInfo }) =>
                init.Bindings.Cast<MemberAssignment>().Select(b => ((PropertyInfo)b.Member, b.Expression)),
            NewExpression { Arguments.Count: > 0 } create => Arguments(create),
            _ => throw new InvalidDefinitionException(
                $"{where} must make its features in one expression of properties: x => new {lambda.ReturnType.Written()} {{ Feature = … }}."),
        };
        var features = values.Select(v => Feature(name, v.Item1, v.Item2)).ToArray();
        var repeated = features.GroupBy(f => f.Feature.Name).FirstOrDefault(g => g.Count() > 1);
        return repeated is null
            ? features
            : throw new InvalidDefinitionException(
                $"{where} makes {string.Join(" and ", repeated.Select(f => f.Property.Name))}, which would both be feature '{repeated.Key}'; rename one of them.");
    }

    /// <summary>The canonical form: name, type and expression of each feature.</summary>
    public static JsonArray Describe(
        IEnumerable<(Feature Feature, Expression Value, PropertyInfo Property)> features, IReadOnlyCollection<ParameterExpression> parameters) =>
        new([.. features.Select(f => (JsonNode)new JsonObject
        {
            ["name"] = f.Feature.Name,
            ["type"] = f.Feature.Type.Name(),
            ["expression"] = Fingerprint.Of(Expression.Lambda(f.Value, parameters)),
        })]);

    private static IEnumerable<(PropertyInfo, Expression)> Arguments(NewExpression create) =>
        create.Constructor!.GetParameters().Zip(
            create.Arguments,
            (parameter, value) => (create.Type.GetProperty(parameter.Name!, Properties)
                ?? throw new InvalidDefinitionException($"{create.Type.Name} has a constructor parameter '{parameter.Name}' without a property of that name."), value));

    private static (Feature Feature, Expression Value, PropertyInfo Property) Feature(string view, PropertyInfo property, Expression value)
    {
        var name = Names.Check("feature", Names.ToSnakeCase(property.Name));
        return ColumnTypes.TryFrom(property.PropertyType, out var type)
            ? (new Feature(name, property.Name, type) { Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description }, value, property)
            : throw new InvalidDefinitionException(
                $"Feature {view}:{name} is of type {property.PropertyType.Written()}; a feature must be {ColumnTypes.KnownFeatures}.");
    }
}
