using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Larder;

/// <summary>Events of a source, all or those that pass a filter: what views and spines are made from.</summary>
/// <typeparam name="T">The event type.</typeparam>
public abstract class Events<T>
{
    private protected Events()
    {
    }

    /// <summary>The source's declaration.</summary>
    public abstract SourceDefinition Definition { get; }

    internal abstract Expression<Func<T, bool>>? Filter { get; }

    /// <summary>Only the events for which <paramref name="condition"/> holds.</summary>
    public Events<T> Where(Expression<Func<T, bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new FilteredEvents<T>(Definition, Filter is null ? condition : And(Filter, condition));
    }

    /// <summary>An aggregate view: windows over the events of each entity.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <typeparam name="TFeatures">A record with one property per feature.</typeparam>
    /// <param name="entity">The entity described.</param>
    /// <param name="key">The entity's key in an event; events whose key is null are left out.</param>
    /// <param name="features"><c>w => new TFeatures { Orders = w.Count(Window.Days(7)), … }</c>; arithmetic over aggregations is allowed.</param>
    /// <param name="name">The view's name; by default the property's.</param>
    public AggregateView<TFeatures> AggregateBy<TKey, TFeatures>(
        Entity<TKey> entity,
        Expression<Func<T, TKey?>> key,
        Expression<Func<Aggregations<T>, TFeatures>> features,
        [CallerMemberName] string name = "")
        where TKey : notnull => new(new AggregateViewDefinition(name, entity, Definition, Filter, key, features));

    /// <summary>An aggregate view whose events may lack the integer key.</summary>
    /// <inheritdoc cref="AggregateBy{TKey, TFeatures}(Entity{TKey}, Expression{Func{T, TKey}}, Expression{Func{Aggregations{T}, TFeatures}}, string)"/>
    public AggregateView<TFeatures> AggregateBy<TKey, TFeatures>(
        Entity<TKey> entity,
        Expression<Func<T, TKey?>> key,
        Expression<Func<Aggregations<T>, TFeatures>> features,
        [CallerMemberName] string name = "")
        where TKey : struct => new(new AggregateViewDefinition(name, entity, Definition, Filter, key, features));

    /// <summary>An aggregate view of an entity with several join keys.</summary>
    /// <typeparam name="TKey">An object of the key's parts.</typeparam>
    /// <typeparam name="TFeatures">A record with one property per feature.</typeparam>
    /// <param name="entity">The entity described.</param>
    /// <param name="key"><c>e => new { e.CustomerId, e.StoreId }</c>, in the order of the join keys; events that lack a part are left out.</param>
    /// <param name="features"><c>w => new TFeatures { Orders = w.Count(Window.Days(7)), … }</c></param>
    /// <param name="name">The view's name; by default the property's.</param>
    public AggregateView<TFeatures> AggregateBy<TKey, TFeatures>(
        CompositeEntity entity,
        Expression<Func<T, TKey>> key,
        Expression<Func<Aggregations<T>, TFeatures>> features,
        [CallerMemberName] string name = "") => new(new AggregateViewDefinition(name, entity, Definition, Filter, key, features));

    /// <summary>A row view: the newest row of each entity.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <typeparam name="TFeatures">A record with one nullable property per feature.</typeparam>
    /// <param name="entity">The entity described.</param>
    /// <param name="key">The entity's key in an event; events whose key is null are left out.</param>
    /// <param name="features"><c>l => new TFeatures { Country = l.Country, … }</c></param>
    /// <param name="name">The view's name; by default the property's.</param>
    public RowView<TFeatures> LatestBy<TKey, TFeatures>(
        Entity<TKey> entity,
        Expression<Func<T, TKey?>> key,
        Expression<Func<T, TFeatures>> features,
        [CallerMemberName] string name = "")
        where TKey : notnull => new(new RowViewDefinition(name, entity, Definition, Filter, key, features));

    /// <summary>A row view whose events may lack the integer key.</summary>
    /// <inheritdoc cref="LatestBy{TKey, TFeatures}(Entity{TKey}, Expression{Func{T, TKey}}, Expression{Func{T, TFeatures}}, string)"/>
    public RowView<TFeatures> LatestBy<TKey, TFeatures>(
        Entity<TKey> entity,
        Expression<Func<T, TKey?>> key,
        Expression<Func<T, TFeatures>> features,
        [CallerMemberName] string name = "")
        where TKey : struct => new(new RowViewDefinition(name, entity, Definition, Filter, key, features));

    /// <summary>
    /// Looks up a view's features for each event, as they were at the event's own time: the beginning of a <see cref="DerivedSource{T}"/>. Windows end
    /// before the event, so it does not see itself.
    /// </summary>
    /// <typeparam name="TView">The view's features.</typeparam>
    /// <typeparam name="TKey">The type of the key, which must be that of the view's entity; an object of its parts where it has several.</typeparam>
    /// <param name="view">Any view of one entity but one that needs request data.</param>
    /// <param name="key">The key of the view's entity in an event: <c>l => l.CustomerId</c>, or <c>l => new { l.CustomerId, l.StoreId }</c>; null matches nothing.</param>
    public JoinedEvents<T, TView> Join<TView, TKey>(FeatureView<TView> view, Expression<Func<T, TKey>> key) =>
        new(new JoinDefinition(Definition, Filter, []).With(view, key));

    /// <summary>A row view of an entity with several join keys.</summary>
    /// <typeparam name="TKey">An object of the key's parts.</typeparam>
    /// <typeparam name="TFeatures">A record with one nullable property per feature.</typeparam>
    /// <param name="entity">The entity described.</param>
    /// <param name="key"><c>e => new { e.CustomerId, e.StoreId }</c>, in the order of the join keys; events that lack a part are left out.</param>
    /// <param name="features"><c>l => new TFeatures { Country = l.Country, … }</c></param>
    /// <param name="name">The view's name; by default the property's.</param>
    public RowView<TFeatures> LatestBy<TKey, TFeatures>(
        CompositeEntity entity,
        Expression<Func<T, TKey>> key,
        Expression<Func<T, TFeatures>> features,
        [CallerMemberName] string name = "") => new(new RowViewDefinition(name, entity, Definition, Filter, key, features));

    /// <summary>Starts a spine over the entities of these events; see <see cref="SpineBuilder{T}"/>.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="entity">The entity to train on.</param>
    /// <param name="key">The entity's key in an event; events whose key is null are left out.</param>
    /// <param name="name">The spine's name; by default the property's.</param>
    public SpineBuilder<T> SpineBy<TKey>(Entity<TKey> entity, Expression<Func<T, TKey?>> key, [CallerMemberName] string name = "")
        where TKey : notnull => new(name, entity, Definition, Filter, key);

    /// <summary>Starts a spine over events that may lack the integer key.</summary>
    /// <inheritdoc cref="SpineBy{TKey}(Entity{TKey}, Expression{Func{T, TKey}}, string)"/>
    public SpineBuilder<T> SpineBy<TKey>(Entity<TKey> entity, Expression<Func<T, TKey?>> key, [CallerMemberName] string name = "")
        where TKey : struct => new(name, entity, Definition, Filter, key);

    /// <summary>Starts a spine over an entity with several join keys.</summary>
    /// <typeparam name="TKey">An object of the key's parts.</typeparam>
    /// <param name="entity">The entity to train on.</param>
    /// <param name="key"><c>e => new { e.CustomerId, e.StoreId }</c>, in the order of the join keys; events that lack a part are left out.</param>
    /// <param name="name">The spine's name; by default the property's.</param>
    public SpineBuilder<T> SpineBy<TKey>(CompositeEntity entity, Expression<Func<T, TKey>> key, [CallerMemberName] string name = "") =>
        new(name, entity, Definition, Filter, key);

    private static Expression<Func<T, bool>> And(Expression<Func<T, bool>> left, Expression<Func<T, bool>> right)
    {
        var body = new Expressions.MemberRewriter(right.Parameters[0], _ => null, () => left.Parameters[0]).Visit(right.Body);
        return Expression.Lambda<Func<T, bool>>(Expression.AndAlso(left.Body, body), left.Parameters);
    }
}

/// <summary>Events that pass a filter.</summary>
internal sealed class FilteredEvents<T>(SourceDefinition definition, Expression<Func<T, bool>> filter) : Events<T>
{
    public override SourceDefinition Definition { get; } = definition;

    internal override Expression<Func<T, bool>>? Filter { get; } = filter;
}
