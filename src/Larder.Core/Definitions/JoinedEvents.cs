using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Larder;

/// <summary>Events with a view's features as they were at each event's time.</summary>
/// <typeparam name="T">The event type.</typeparam>
/// <typeparam name="TFirst">The view's features.</typeparam>
public sealed class JoinedEvents<T, TFirst>
{
    private readonly JoinDefinition _definition;

    internal JoinedEvents(JoinDefinition definition) => _definition = definition;

    /// <summary>Looks up a second view.</summary>
    /// <inheritdoc cref="Events{T}.Join{TView, TKey}"/>
    public JoinedEvents<T, TFirst, TView> Join<TView, TKey>(FeatureView<TView> view, Expression<Func<T, TKey>> key) => new(_definition.With(view, key));

    /// <summary>
    /// Makes an event of each event and what was looked up. It keeps the base event's event time, known time and sequence. Of an entity that is not
    /// known, features are null, counts and sums 0, as in a training set.
    /// </summary>
    /// <typeparam name="TOut">The new event type.</typeparam>
    /// <param name="events"><c>(line, spend) => new Priced(line.CustomerId, line.UnitPrice / spend.MeanPrice30d)</c></param>
    /// <param name="name">The source's name; by default the property's, in snake case.</param>
    /// <exception cref="Errors.InvalidDefinitionException">The event type is not made of column types.</exception>
    public DerivedSource<TOut> Select<TOut>(Expression<Func<T, TFirst, TOut>> events, [CallerMemberName] string name = "") => _definition.Source<TOut>(events, name);
}

/// <summary>Events with the features of two views as they were at each event's time.</summary>
/// <typeparam name="T">The event type.</typeparam>
/// <typeparam name="TFirst">The first view's features.</typeparam>
/// <typeparam name="TSecond">The second view's features.</typeparam>
public sealed class JoinedEvents<T, TFirst, TSecond>
{
    private readonly JoinDefinition _definition;

    internal JoinedEvents(JoinDefinition definition) => _definition = definition;

    /// <summary>Looks up a third view.</summary>
    /// <inheritdoc cref="Events{T}.Join{TView, TKey}"/>
    public JoinedEvents<T, TFirst, TSecond, TView> Join<TView, TKey>(FeatureView<TView> view, Expression<Func<T, TKey>> key) => new(_definition.With(view, key));

    /// <inheritdoc cref="JoinedEvents{T, TFirst}.Select{TOut}"/>
    public DerivedSource<TOut> Select<TOut>(Expression<Func<T, TFirst, TSecond, TOut>> events, [CallerMemberName] string name = "") =>
        _definition.Source<TOut>(events, name);
}

/// <summary>Events with the features of three views as they were at each event's time. To look up more, join the derived source again.</summary>
/// <typeparam name="T">The event type.</typeparam>
/// <typeparam name="TFirst">The first view's features.</typeparam>
/// <typeparam name="TSecond">The second view's features.</typeparam>
/// <typeparam name="TThird">The third view's features.</typeparam>
public sealed class JoinedEvents<T, TFirst, TSecond, TThird>
{
    private readonly JoinDefinition _definition;

    internal JoinedEvents(JoinDefinition definition) => _definition = definition;

    /// <inheritdoc cref="JoinedEvents{T, TFirst}.Select{TOut}"/>
    public DerivedSource<TOut> Select<TOut>(Expression<Func<T, TFirst, TSecond, TThird, TOut>> events, [CallerMemberName] string name = "") =>
        _definition.Source<TOut>(events, name);
}
