using System.Linq.Expressions;
using Larder.Errors;
using Larder.Expressions;
using Larder.Quality.Anomalies;
using Larder.Quality.Drift;
using Larder.Types;

namespace Larder;

/// <summary>Says what is watched for drift of a source. Immutable: each call returns a changed copy.</summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class DriftMonitor<T>
{
    private readonly SourceDefinition _source;

    internal DriftMonitor(SourceDefinition source, DriftWatch watch) => (_source, Watch) = (source, watch);

    internal DriftWatch Watch { get; }

    private string Where => $"Source {_source.Name}";

    /// <summary>Watches a column. Once one is named, only those named are watched, and what <see cref="Others"/> adds.</summary>
    /// <typeparam name="TColumn">Its type.</typeparam>
    /// <param name="column">The column: <c>l => l.Fare</c>.</param>
    /// <param name="threshold">Jensen-Shannon divergence, base 2, that is still none, from 0 to below 1. Default 0.1.</param>
    /// <param name="nulls">Change of the share of nulls that is still none, from 0 to below 1. Default 0.1.</param>
    /// <exception cref="InvalidDefinitionException">It is no column, or a limit is out of range.</exception>
    public DriftMonitor<T> Drift<TColumn>(Expression<Func<T, TColumn>> column, double threshold = DriftLimits.Default, double nulls = DriftLimits.Default) =>
        new(_source, Watch.With(Name(column, "watched column"), threshold, nulls, Where));

    /// <summary>Watches all columns that are not named, with these limits.</summary>
    /// <inheritdoc cref="Drift"/>
    public DriftMonitor<T> Others(double threshold = DriftLimits.Default, double nulls = DriftLimits.Default) => new(_source, Watch.WithOthers(threshold, nulls, Where));

    /// <summary>Watches the number of rows, and the null shares and means of the columns watched, over the periods that are compared. Default: not.</summary>
    /// <param name="expected">What is expected of each: <see cref="BatchNormal"/>, <see cref="OnlineNormal"/>, <see cref="HoltWinters"/> or <see cref="MetricChange"/>.</param>
    public DriftMonitor<T> Anomalies(AnomalyStrategy expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return new(_source, Watch with { Anomalies = expected });
    }

    /// <summary>Compares the rows of each value of a column with themselves too. At most 1,000 values.</summary>
    /// <typeparam name="TColumn">Its type.</typeparam>
    /// <param name="column">The column: <c>l => l.Country</c>; no list or map.</param>
    /// <exception cref="InvalidDefinitionException">It is no column, or one of lists or maps.</exception>
    public DriftMonitor<T> By<TColumn>(Expression<Func<T, TColumn>> column)
    {
        var name = Name(column, "segment");
        return _source.Schema.Columns.First(c => c.Name == name).Type.IsComposite()
            ? throw new InvalidDefinitionException($"{Where}: the segment {name} holds lists or maps; take a column of single values.")
            : new(_source, Watch with { Segment = name });
    }

    private string Name(LambdaExpression column, string what) => ColumnSelector.IndexOf(_source.Schema, column) is { } index
        ? _source.Schema.Columns[index].Name
        : throw new InvalidDefinitionException($"{Where}: the {what} must be a property of {typeof(T).Name}, as in l => l.Fare.");
}

/// <summary>Says what is watched for drift of a service's features. Immutable: each call returns a changed copy.</summary>
public sealed class ServiceDriftMonitor
{
    private readonly FeatureService _service;

    internal ServiceDriftMonitor(FeatureService service, DriftWatch watch) => (_service, Watch) = (service, watch);

    internal DriftWatch Watch { get; }

    private string Where => $"Service {_service.Name}";

    /// <summary>Watches a feature. Once one is named, only those named are watched, and what <see cref="Others"/> adds.</summary>
    /// <typeparam name="TFeatures">The view's features.</typeparam>
    /// <typeparam name="TValue">The feature's type.</typeparam>
    /// <param name="view">A view of the service.</param>
    /// <param name="feature">The feature: <c>z => z.MeanFare7d</c>.</param>
    /// <param name="threshold">Jensen-Shannon divergence, base 2, that is still none, from 0 to below 1. Default 0.1.</param>
    /// <param name="nulls">Change of the share of nulls that is still none, from 0 to below 1. Default 0.1.</param>
    /// <exception cref="InvalidDefinitionException">The view is none of the service, it is no feature, or a limit is out of range.</exception>
    public ServiceDriftMonitor Drift<TFeatures, TValue>(
        FeatureView<TFeatures> view, Expression<Func<TFeatures, TValue>> feature, double threshold = DriftLimits.Default, double nulls = DriftLimits.Default)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(feature);
        if (_service.Views.All(v => v.Name != view.Name))
        {
            throw new InvalidDefinitionException($"{Where} has no view {view.Name}, whose drift it is to watch; it has {string.Join(", ", _service.Views.Select(v => v.Name))}.");
        }

        var body = feature.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : feature.Body;
        return body is MemberExpression member && member.Expression == feature.Parameters[0]
            ? new(_service, Watch.With($"{view.Name}:{Names.ToSnakeCase(member.Member.Name)}", threshold, nulls, Where))
            : throw new InvalidDefinitionException($"{Where}: the watched feature must be a property of {typeof(TFeatures).Name}, as in z => z.MeanFare.");
    }

    /// <summary>Watches all features that are not named, with these limits.</summary>
    /// <inheritdoc cref="Drift"/>
    public ServiceDriftMonitor Others(double threshold = DriftLimits.Default, double nulls = DriftLimits.Default) => new(_service, Watch.WithOthers(threshold, nulls, Where));
}
