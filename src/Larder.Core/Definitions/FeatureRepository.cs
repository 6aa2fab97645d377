using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Larder.Catalog;

namespace Larder;

/// <summary>
/// The definitions of a project. Derive from it and give it one public property per entity, source, view, service, spine and model;
/// names come from the properties. <see cref="Build"/> reads and compiles them.
/// </summary>
/// <threadsafety>Definitions are immutable and may be shared by threads.</threadsafety>
public abstract class FeatureRepository
{
    /// <summary>Reads every public property, checks the definitions and compiles their lambdas.</summary>
    /// <exception cref="Errors.InvalidDefinitionException">A definition is wrong; the message says which and what to write instead.</exception>
    /// <exception cref="Errors.UserCodeException">A property threw.</exception>
    public FeatureCatalog Build() => CatalogBuilder.Build(this);

    /// <summary>Features computed when asked for, from one view's features. It may be another on-demand view.</summary>
    /// <typeparam name="TInput">The view's features.</typeparam>
    /// <typeparam name="TFeatures">A record with one property per feature.</typeparam>
    /// <param name="input">The view.</param>
    /// <param name="features"><c>(CustomerSpend s) => new Trend { … }</c></param>
    /// <param name="name">The view's name; by default the property's.</param>
    protected static OnDemandView<TFeatures> OnDemand<TInput, TFeatures>(
        FeatureView<TInput> input, Expression<Func<TInput, TFeatures>> features, [CallerMemberName] string name = "") =>
        new(new OnDemandViewDefinition(name, null, [input], features));

    /// <summary>Features computed when asked for, from two views, of one entity or of two.</summary>
    /// <inheritdoc cref="OnDemand{TInput, TFeatures}(FeatureView{TInput}, Expression{Func{TInput, TFeatures}}, string)"/>
    protected static OnDemandView<TFeatures> OnDemand<TFirst, TSecond, TFeatures>(
        FeatureView<TFirst> first, FeatureView<TSecond> second, Expression<Func<TFirst, TSecond, TFeatures>> features, [CallerMemberName] string name = "") =>
        new(new OnDemandViewDefinition(name, null, [first, second], features));

    /// <summary>Features computed when asked for, from request data and one view's features. The request's columns go into <c>entities</c> beside the key; in training sets they come from the spine.</summary>
    /// <typeparam name="TRequest">A record with one property per request column; nullable properties may be left out of a request.</typeparam>
    /// <typeparam name="TInput">The view's features.</typeparam>
    /// <typeparam name="TFeatures">A record with one property per feature.</typeparam>
    /// <param name="input">The view.</param>
    /// <param name="features"><c>(BasketRequest r, CustomerSpend s) => new Basket { … }</c></param>
    /// <param name="name">The view's name; by default the property's.</param>
    protected static OnDemandView<TFeatures> OnDemandWithRequest<TRequest, TInput, TFeatures>(
        FeatureView<TInput> input, Expression<Func<TRequest, TInput, TFeatures>> features, [CallerMemberName] string name = "") =>
        new(new OnDemandViewDefinition(name, typeof(TRequest), [input], features));

    /// <summary>Features computed when asked for, from request data alone.</summary>
    /// <inheritdoc cref="OnDemandWithRequest{TRequest, TInput, TFeatures}"/>
    protected static OnDemandView<TFeatures> FromRequest<TRequest, TFeatures>(
        Expression<Func<TRequest, TFeatures>> features, [CallerMemberName] string name = "") =>
        new(new OnDemandViewDefinition(name, typeof(TRequest), [], features));

    /// <summary>
    /// A SQL view: the rows of a query in DuckDB's SQL over sources, which stand in braces. It never runs at request time. Say with <c>WithKnownAt</c> or
    /// <c>WithDelay</c> when its rows are known.
    /// </summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <typeparam name="TRow">A record with one property per column of the query; names match in snake case.</typeparam>
    /// <param name="entity">The entity described.</param>
    /// <param name="key"><c>(DailySales d) => d.CustomerId</c>; rows whose key is null are left out.</param>
    /// <param name="eventTime">The column that says when what a row tells happened; it may not be null in any row.</param>
    /// <param name="sql"><c>$"SELECT customer_id, … FROM {Lines} GROUP BY ALL"</c>; a source's columns, and <c>_event_time</c>, <c>_known_at</c> and <c>_sequence</c>.</param>
    /// <param name="name">The view's name; by default the property's.</param>
    /// <exception cref="Errors.InvalidDefinitionException">The query is not deterministic, reads more than its sources, or needs request data.</exception>
    protected static SqlView<TRow> Sql<TKey, TRow>(
        Entity<TKey> entity, Expression<Func<TRow, TKey?>> key, Expression<Func<TRow, DateTime>> eventTime, SqlText sql, [CallerMemberName] string name = "")
        where TKey : notnull => SqlViewFactory.Create<TRow>(entity, key, eventTime, sql, name);

    /// <summary>A SQL view whose rows may lack the integer key.</summary>
    /// <inheritdoc cref="Sql{TKey, TRow}(Entity{TKey}, Expression{Func{TRow, TKey}}, Expression{Func{TRow, DateTime}}, SqlText, string)"/>
    protected static SqlView<TRow> Sql<TKey, TRow>(
        Entity<TKey> entity, Expression<Func<TRow, TKey?>> key, Expression<Func<TRow, DateTime>> eventTime, SqlText sql, [CallerMemberName] string name = "")
        where TKey : struct => SqlViewFactory.Create<TRow>(entity, key, eventTime, sql, name);

    /// <summary>A SQL view of an entity with several join keys.</summary>
    /// <typeparam name="TKey">An object of the key's parts.</typeparam>
    /// <typeparam name="TRow">A record with one property per column of the query; names match in snake case.</typeparam>
    /// <param name="entity">The entity described.</param>
    /// <param name="key"><c>(StoreDay d) => new { d.CustomerId, d.StoreId }</c>, in the order of the join keys; rows that lack a part are left out.</param>
    /// <param name="eventTime">The column that says when what a row tells happened; it may not be null in any row.</param>
    /// <param name="sql"><c>$"SELECT customer_id, store_id, … FROM {Lines} GROUP BY ALL"</c></param>
    /// <param name="name">The view's name; by default the property's.</param>
    /// <exception cref="Errors.InvalidDefinitionException">The query is not deterministic, reads more than its sources, or needs request data.</exception>
    protected static SqlView<TRow> Sql<TKey, TRow>(
        CompositeEntity entity, Expression<Func<TRow, TKey>> key, Expression<Func<TRow, DateTime>> eventTime, SqlText sql, [CallerMemberName] string name = "") =>
        SqlViewFactory.Create<TRow>(entity, key, eventTime, sql, name);

    /// <summary>A feature service over all features of the views, in this order: <c>Service([CustomerSpend, Profile])</c>.</summary>
    /// <param name="views">Views of one entity or of several, each once.</param>
    /// <param name="name">The service's name; by default the property's.</param>
    protected static FeatureService Service(IReadOnlyList<FeatureView> views, [CallerMemberName] string name = "") => new(name, views);

    /// <summary>A pipeline: <c>Pipeline(p => { var rows = p.Task("load", …); p.Task("use", rows, …); })</c>.</summary>
    /// <param name="tasks">Writes its tasks.</param>
    /// <param name="name">The pipeline's name; by default the property's.</param>
    /// <exception cref="Errors.InvalidDefinitionException">A task is written wrongly; the message says which.</exception>
    protected static Pipeline Pipeline(Action<PipelineBuilder> tasks, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var builder = new PipelineBuilder(Types.Names.Check("pipeline", Types.Names.ToSnakeCase(name)));
        tasks(builder);
        return new(Pipelines.PipelineDefinition.Compile(builder));
    }

    /// <summary>
    /// A logistic regression over the numeric and bool features of a service; text and times are left out, unless it encodes them (<see cref="Model.WithTargetEncoding"/>). Defaults: hold-out 56 days,
    /// the label's rate as baseline, 50 ms for a prediction.
    /// </summary>
    /// <param name="service">The features; a public property of the repository.</param>
    /// <param name="spine">The rows and labels; a public property of the repository that carries the join keys of the service.</param>
    /// <param name="name">The model's name; by default the property's.</param>
    protected static Model LogisticRegression(FeatureService service, Spine spine, [CallerMemberName] string name = "") =>
        new(new ModelDefinition(Types.Names.Check("model", Types.Names.ToSnakeCase(name)), service, spine));
}
