using System.Linq.Expressions;
using Larder.Types;

namespace Larder;

/// <summary>What was declared of a joined source so far: the base's events and the views looked up for each.</summary>
internal sealed record JoinDefinition(SourceDefinition Base, LambdaExpression? Filter, IReadOnlyList<(FeatureView View, LambdaExpression Key)> Joins)
{
    public JoinDefinition With(FeatureView view, LambdaExpression key)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(key);
        return this with { Joins = [.. Joins, (view, key)] };
    }

    public DerivedSource<T> Source<T>(LambdaExpression events, string name)
    {
        ArgumentNullException.ThrowIfNull(events);
        var checkedName = Names.Check("source", Names.ToSnakeCase(name));
        var schema = EventSchema.Of(typeof(T));
        return new DerivedSource<T>(new SourceDefinition
        {
            Name = checkedName,
            Schema = schema,
            Format = SourceFormat.Derived,
            Path = string.Empty,
            EventTime = -1,
            Derivation = new JoinDerivation(checkedName, this, events, schema),
        });
    }
}
