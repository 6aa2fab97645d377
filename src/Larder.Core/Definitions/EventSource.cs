using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Larder.Errors;
using Larder.Expressions;
using Larder.Quality;
using Larder.Types;

namespace Larder;

/// <summary>Declares where raw events come from.</summary>
public static class Source
{
    /// <summary>A CSV file (plain or gzip) with a header line; columns are matched to properties by name, ignoring case and underscores.</summary>
    /// <typeparam name="T">The event type: one property per column wanted.</typeparam>
    /// <param name="path">Path or glob, relative to the repository's folder. <c>--input</c> replaces it.</param>
    /// <param name="eventTime">The column that says when the event happened.</param>
    /// <param name="name">The source's name; by default the property's.</param>
    public static EventSource<T> Csv<T>(string path, Expression<Func<T, DateTime>> eventTime, [CallerMemberName] string name = "") =>
        EventSource<T>.Create(SourceFormat.Csv, path, eventTime, name);

    /// <summary>Parquet files; columns are matched to properties by name, ignoring case and underscores.</summary>
    /// <inheritdoc cref="Csv"/>
    public static EventSource<T> Parquet<T>(string path, Expression<Func<T, DateTime>> eventTime, [CallerMemberName] string name = "") =>
        EventSource<T>.Create(SourceFormat.Parquet, path, eventTime, name);
}

/// <summary>A source of events of type <typeparamref name="T"/>. Immutable: each <c>With…</c> returns a changed copy.</summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class EventSource<T> : Events<T>
{
    private EventSource(SourceDefinition definition) => Definition = definition;

    /// <summary>The declaration.</summary>
    public override SourceDefinition Definition { get; }

    internal override Expression<Func<T, bool>>? Filter => null;

    /// <summary>Times without an offset are local to this zone. Default UTC.</summary>
    /// <param name="zone">An IANA name, for example <c>Europe/London</c>.</param>
    /// <param name="localTimes">What to do where the clock was put forward or back.</param>
    public EventSource<T> WithTimeZone(string zone, LocalTimePolicy localTimes = LocalTimePolicy.Error) =>
        LocalClock.IsZone(zone)
            ? new(Definition with { TimeZone = zone, LocalTimes = localTimes })
            : throw new InvalidDefinitionException($"Source {Definition.Name}: '{zone}' is no IANA time zone; use a name such as Europe/London.");

    /// <summary>The column that says when a row could first be used. Default: event time plus the delay.</summary>
    public EventSource<T> WithKnownAt(Expression<Func<T, DateTime>> knownAt) =>
        new(Definition with { KnownAt = ColumnOf(Definition, knownAt, "known-at") });

    /// <summary>The publication lag: a row can be used from event time plus this on. Default zero.</summary>
    public EventSource<T> WithDelay(TimeSpan delay) => delay >= TimeSpan.Zero
        ? new(Definition with { Delay = delay })
        : throw new InvalidDefinitionException($"Source {Definition.Name}: a delay of {delay} is negative; rows cannot be known before they happen.");

    /// <summary>The expectations that raw rows must meet; rows that break a row rule are quarantined, a broken suite rule stops the run.</summary>
    public EventSource<T> Expect(Func<ExpectationSuite<T>, ExpectationSuite<T>> suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        return new(Definition with { Suite = suite(new ExpectationSuite<T>(Definition.Schema)).Build() });
    }

    internal static EventSource<T> Create(SourceFormat format, string path, Expression<Func<T, DateTime>> eventTime, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var definition = new SourceDefinition
        {
            Name = Names.Check("source", Names.ToSnakeCase(name)),
            Schema = EventSchema.Of(typeof(T)),
            Format = format,
            Path = path,
            EventTime = 0,
        };
        return new(definition with { EventTime = ColumnOf(definition, eventTime, "event-time") });
    }

    private static int ColumnOf(SourceDefinition definition, LambdaExpression selector, string what) =>
        ColumnSelector.IndexOf(definition.Schema, selector)
        ?? throw new InvalidDefinitionException($"Source {definition.Name}: the {what} must be a property of {typeof(T).Name}, as in l => l.SomeTime.");
}
