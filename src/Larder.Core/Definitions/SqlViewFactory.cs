using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.SqlViews;
using Larder.Types;

namespace Larder;

/// <summary>Makes SQL views from what was declared, checked.</summary>
internal static class SqlViewFactory
{
    public static SqlView<TRow> Create<TRow>(Entity entity, LambdaExpression key, LambdaExpression eventTime, SqlText sql, string name)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(sql);
        var checkedName = Names.Check("view", Names.ToSnakeCase(name));
        var schema = EventSchema.Of(typeof(TRow));
        SqlRules.Check($"SQL view {checkedName}", sql, SqlMode.Full);
        var source = new SourceDefinition
        {
            Name = checkedName,
            Schema = schema,
            Format = SourceFormat.Derived,
            Path = string.Empty,
            EventTime = ColumnSelector.IndexOf(schema, eventTime)
                ?? throw new InvalidDefinitionException($"SQL view {checkedName}: the event-time must be a property of {typeof(TRow).Name}, as in d => d.Day."),
        };
        return new SqlView<TRow>(new SqlViewDefinition(entity, source, key, sql));
    }
}
