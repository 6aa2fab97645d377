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
    /// <summary>
    /// CSV files, plain or gzip, with a header line. Columns are found by the properties' names, ignoring case and underscores, or by
    /// <c>[Column("name")]</c>; other columns are ignored. An empty field is null.
    /// </summary>
    /// <typeparam name="T">The event type: one property per column wanted, of type bool, int, long, float, double, string or DateTime; in Parquet and JSON also float[], long[], double[], string[], FeatureMap&lt;long&gt; or FeatureMap&lt;double&gt;.</typeparam>
    /// <param name="path">Path of a file, a folder or a glob, relative to the folder the program runs in. <c>--input</c> replaces it.</param>
    /// <param name="eventTime">The column that says when the event happened: <c>l => l.SomeTime</c>. It may not be null in any row.</param>
    /// <param name="name">The source's name; by default the property's, in snake case.</param>
    /// <exception cref="InvalidDefinitionException">The event type has a property of another type or one that the format cannot hold, or <paramref name="eventTime"/> is no column.</exception>
    public static EventSource<T> Csv<T>(string path, Expression<Func<T, DateTime>> eventTime, [CallerMemberName] string name = "") =>
        EventSource<T>.Create(SourceFormat.Csv, path, eventTime, name);

    /// <summary>Parquet files. Columns are found as in CSV files and converted to the properties' types.</summary>
    /// <inheritdoc cref="Csv"/>
    public static EventSource<T> Parquet<T>(string path, Expression<Func<T, DateTime>> eventTime, [CallerMemberName] string name = "") =>
        EventSource<T>.Create(SourceFormat.Parquet, path, eventTime, name);

    /// <summary>
    /// JSON files, plain or gzip: an object a line, or an array of objects. Keys are found as columns of CSV files are; a key that is missing is null, others are ignored.
    /// </summary>
    /// <inheritdoc cref="Csv"/>
    public static EventSource<T> Json<T>(string path, Expression<Func<T, DateTime>> eventTime, [CallerMemberName] string name = "") =>
        EventSource<T>.Create(SourceFormat.Json, path, eventTime, name);

    /// <summary>
    /// A Delta table in a local folder, written by another program. Each ingest reads the files whose rows came since the last one. A table whose rows were changed or removed since, or
    /// whose columns changed, is refused with the version that did it.
    /// </summary>
    /// <param name="folder">The table's folder, relative to the folder the program runs in. <c>--input</c> replaces it.</param>
    /// <param name="eventTime">The column that says when the event happened: <c>l => l.SomeTime</c>. It may not be null in any row.</param>
    /// <param name="name">The source's name; by default the property's, in snake case.</param>
    /// <inheritdoc cref="Csv"/>
    public static EventSource<T> Delta<T>(string folder, Expression<Func<T, DateTime>> eventTime, [CallerMemberName] string name = "") =>
        EventSource<T>.Create(SourceFormat.Delta, folder, eventTime, name);

    /// <summary>
    /// A table or query of PostgreSQL, read in one snapshot. Give it a <see cref="EventSource{T}.Watermark"/>, so that each ingest reads on where the last one ended, or a
    /// <see cref="EventSource{T}.WithId"/>, by which rows are known that were read before.
    /// </summary>
    /// <param name="connection">The name of the connection string in the configuration: <c>ConnectionStrings:shop</c>.</param>
    /// <param name="tableOrQuery">A table, with its schema if need be, in the letter case it is stored in; or a query that begins with SELECT or WITH.</param>
    /// <param name="eventTime">The column that says when the event happened: <c>l => l.SomeTime</c>. It may not be null in any row.</param>
    /// <param name="name">The source's name; by default the property's, in snake case.</param>
    /// <inheritdoc cref="Csv"/>
    public static EventSource<T> Postgres<T>(string connection, string tableOrQuery, Expression<Func<T, DateTime>> eventTime, [CallerMemberName] string name = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(connection);
        return EventSource<T>.Create(SourceFormat.Postgres, tableOrQuery, eventTime, name, connection);
    }
}

/// <summary>A source of events of type <typeparamref name="T"/>. Immutable: each <c>With…</c> returns a changed copy.</summary>
/// <typeparam name="T">The event type.</typeparam>
public sealed class EventSource<T> : Events<T>, IHasSource, IAnnotated<EventSource<T>>
{
    /// <summary>The source's name: the property's, in snake case.</summary>
    public string Name => Definition.Name;

    private EventSource(SourceDefinition definition) => Definition = definition;

    /// <summary>The declaration.</summary>
    public override SourceDefinition Definition { get; }

    internal override Expression<Func<T, bool>>? Filter => null;

    /// <inheritdoc/>
    public DefinitionNotes Notes => Definition.Notes;

    /// <inheritdoc/>
    public EventSource<T> With(DefinitionNotes notes) => new(Definition with { Notes = notes });

    /// <summary>A copy whose times without an offset are local to a zone. Default UTC. Times with an offset keep their instant.</summary>
    /// <param name="zone">An IANA name, for example <c>Europe/London</c>.</param>
    /// <param name="localTimes">What to do where the clock was put forward or back. Default: stop, naming row and column.</param>
    /// <exception cref="InvalidDefinitionException">There is no such zone.</exception>
    public EventSource<T> WithTimeZone(string zone, LocalTimePolicy localTimes = LocalTimePolicy.Error) =>
        LocalClock.IsZone(zone)
            ? new(Definition with { TimeZone = zone, LocalTimes = localTimes })
            : throw new InvalidDefinitionException($"Source {Definition.Name}: '{zone}' is no IANA time zone; use a name such as Europe/London.");

    /// <summary>A copy that takes the known time, when a row could first be used, from a column. Default: event time plus <see cref="WithDelay"/>.</summary>
    /// <param name="knownAt"><c>l => l.BookedAt</c>; it may not be null in any row.</param>
    /// <exception cref="InvalidDefinitionException">It is no column of the event type.</exception>
    public EventSource<T> WithKnownAt(Expression<Func<T, DateTime>> knownAt) =>
        new(Definition with { KnownAt = ColumnOf(Definition, knownAt, "known-at") });

    /// <summary>A copy whose rows can be used from event time plus <paramref name="delay"/> on. Default zero. Without effect beside <see cref="WithKnownAt"/>.</summary>
    /// <param name="delay">Zero or more.</param>
    /// <exception cref="InvalidDefinitionException">It is negative.</exception>
    public EventSource<T> WithDelay(TimeSpan delay) => delay >= TimeSpan.Zero
        ? new(Definition with { Delay = delay })
        : throw new InvalidDefinitionException($"Source {Definition.Name}: a delay of {delay} is negative; rows cannot be known before they happen.");

    /// <summary>
    /// A copy that leaves out rows that happened earlier; files of a Delta table whose partition or statistics say that they hold no others are not opened. Default: all rows. It may
    /// be raised later, not lowered.
    /// </summary>
    /// <param name="earliest">The first instant whose rows are read.</param>
    public EventSource<T> From(DateTimeOffset earliest) => new(Definition with { From = Instant.From(earliest) });

    /// <summary>
    /// A copy that says how long history is kept, by event time. Default: for ever. Whatever reaches further back is refused: windows, lifetimes, rows without
    /// a time to live that ends before, spines. <c>larder data expire</c> drops what is older.
    /// </summary>
    /// <param name="history">Positive.</param>
    /// <exception cref="InvalidDefinitionException">It is zero or negative.</exception>
    public EventSource<T> WithRetention(TimeSpan history) => history > TimeSpan.Zero
        ? new(Definition with { Retention = history })
        : throw new InvalidDefinitionException($"Source {Definition.Name}: a retention of {history} keeps nothing; give a positive one, for example TimeSpan.FromDays(365).");

    /// <summary>
    /// A copy whose rows may be corrected and withdrawn. Rows of one id revise each other in the order of known time and sequence: each counts
    /// from its own known time until the next one's, at its own event time. Rows whose id is null are never revised. Default: every row stands for itself.
    /// </summary>
    /// <typeparam name="TId">string, int or long.</typeparam>
    /// <param name="id">The column that names what a row is about: <c>l => l.LineId</c>.</param>
    /// <param name="retraction">Which rows withdraw an earlier one and count nowhere themselves: <c>l => l.Op == "delete"</c>. Default: none; every later row is a correction.</param>
    /// <exception cref="InvalidDefinitionException"><paramref name="id"/> is no column of a type allowed, or <paramref name="retraction"/> is not deterministic.</exception>
    public EventSource<T> WithRevisions<TId>(Expression<Func<T, TId>> id, Expression<Func<T, bool>>? retraction = null)
    {
        var column = Definition.EventId is null ? IdColumn(id, "id of revisions") : throw IdsAndRevisions();
        return new(Definition with { RevisionId = column, Retraction = retraction is null ? null : ConstantFolder.Fold(retraction, $"Source {Definition.Name}: its retraction") });
    }

    /// <summary>
    /// A copy whose rows carry an id: a row whose id was stored before, or came earlier in the same delivery, is not stored again, whatever else it says. Rows without an id
    /// are always stored. Default: a file is stored once, rows are not compared. Not together with <see cref="WithRevisions"/>, where a second row of an id corrects the first.
    /// </summary>
    /// <typeparam name="TId">string, int or long.</typeparam>
    /// <param name="id">The column: <c>l => l.LineId</c>.</param>
    /// <exception cref="InvalidDefinitionException"><paramref name="id"/> is no column of a type allowed, or rows are revised.</exception>
    public EventSource<T> WithId<TId>(Expression<Func<T, TId>> id) => Definition.RevisionId is null
        ? new(Definition with { EventId = IdColumn(id, "id") })
        : throw IdsAndRevisions();

    /// <summary>
    /// A copy that keeps the least and the greatest value of text columns of each file in the table's log, up to 32 characters of them, so that files can be left out by them. They
    /// stay in the log when rows are erased, until old commits are cleaned up: name columns that say nothing of anybody, such as a product. Default: no text column.
    /// </summary>
    /// <param name="columns">The columns: <c>l => l.StockCode</c>.</param>
    /// <exception cref="InvalidDefinitionException">One is no text column; a view, spine or join that makes its key of one is refused too.</exception>
    public EventSource<T> WithBounds(params Expression<Func<T, string?>>[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new(Definition with { BoundedTexts = [.. columns.Select(column => ColumnOf(Definition, column, "bounded column", "l => l.StockCode")).Distinct().Order()] });
    }

    /// <summary>
    /// A copy of a PostgreSQL source whose rows come with a growing column: an ingest reads the rows beyond the greatest value that the last one read. Default: each reads all rows. Rows
    /// that appear later with a smaller value are not seen: take a column whose values become visible in their order.
    /// </summary>
    /// <typeparam name="TColumn">int, long or DateTime.</typeparam>
    /// <param name="column">The column: <c>l => l.Id</c>. It may not be null in any row.</param>
    /// <exception cref="InvalidDefinitionException">The source is no table or query, or <paramref name="column"/> is no column of a type allowed.</exception>
    public EventSource<T> Watermark<TColumn>(Expression<Func<T, TColumn>> column)
    {
        var index = ColumnOf(Definition, column, "watermark", "l => l.Id");
        var (property, type) = (Definition.Schema.Columns[index].Property, Definition.Schema.Columns[index].Type);
        return Definition.Format != SourceFormat.Postgres
            ? throw new InvalidDefinitionException($"Source {Definition.Name}: a watermark is for tables and queries; of files each is read once without one.")
            : type is ColumnType.Int32 or ColumnType.Int64 or ColumnType.Timestamp
                ? new(Definition with { Watermark = index })
                : throw new InvalidDefinitionException($"Source {Definition.Name}: the watermark {typeof(T).Name}.{property} is {type.Name()}; take an integer or a time.");
    }

    /// <summary>
    /// A copy whose column had another name before: the rows that are stored under it are kept, and the next ingest writes them anew under the new name. May be said several times.
    /// </summary>
    /// <typeparam name="TColumn">The column's type.</typeparam>
    /// <param name="column">The column as it is called now: <c>l => l.UnitPrice</c>.</param>
    /// <param name="from">Its former name in the offline table, in snake case: <c>price</c>.</param>
    /// <exception cref="InvalidDefinitionException"><paramref name="column"/> is no column, or <paramref name="from"/> is one, or is another's former name.</exception>
    public EventSource<T> WithRenamed<TColumn>(Expression<Func<T, TColumn>> column, string from)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        var index = ColumnOf(Definition, column, "renamed column", "l => l.UnitPrice");
        if (Definition.Schema.Columns.Any(c => c.Name == from))
        {
            throw new InvalidDefinitionException($"Source {Definition.Name}: '{from}' is a column of {typeof(T).Name} and cannot be the former name of {Definition.Schema.Columns[index].Name}.");
        }

        return Definition.FormerNames.Any(f => f.Name == from)
            ? throw new InvalidDefinitionException($"Source {Definition.Name}: '{from}' is said to be the former name of two columns; say it of one.")
            : new(Definition with { FormerNames = [(index, from), .. Definition.FormerNames] });
    }

    /// <summary>
    /// A copy with these expectations instead of earlier ones. Rows that break a row rule are quarantined; a broken suite rule stops the run
    /// with exit code 2, and nothing is stored. Default: at least one row.
    /// </summary>
    /// <param name="suite"><c>lines => lines.Row("price_positive", l => l.Price > 0).NoDuplicates()</c></param>
    /// <exception cref="InvalidDefinitionException">A rule's name is taken, a share is not between 0 and 1, or a condition is not deterministic.</exception>
    public EventSource<T> Expect(Func<ExpectationSuite<T>, ExpectationSuite<T>> suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        return new(Definition with { Suite = suite(new ExpectationSuite<T>(Definition.Schema, Definition.Name)).Build() });
    }

    /// <summary>
    /// A copy that says what <c>larder drift</c> watches, instead of what was said earlier. Default: every column, with limits of 0.1, not by segment. It is no part of the source's version.
    /// </summary>
    /// <param name="monitor"><c>m => m.Drift(l => l.Fare, threshold: 0.05).Others().By(l => l.Vendor)</c></param>
    /// <exception cref="InvalidDefinitionException">A selector is no column, or a limit is not from 0 to below 1.</exception>
    public EventSource<T> Monitor(Func<DriftMonitor<T>, DriftMonitor<T>> monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        return new(Definition with { Watch = monitor(new DriftMonitor<T>(Definition, Quality.Drift.DriftWatch.Everything)).Watch });
    }

    internal static EventSource<T> Create(SourceFormat format, string path, Expression<Func<T, DateTime>> eventTime, string name, string? connection = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var schema = EventSchema.Of(typeof(T));
        if (format == SourceFormat.Csv && schema.Columns.FirstOrDefault(c => c.Type.IsComposite()) is { } composite)
        {
            throw new InvalidDefinitionException(
                $"Source {Names.ToSnakeCase(name)}: {typeof(T).Name}.{composite.Property} is {composite.Type.Name()}, for which CSV has no form; read Parquet or JSON files with Source.Parquet or Source.Json, or leave the property out.");
        }

        var definition = new SourceDefinition
        {
            Name = Names.Check("source", Names.ToSnakeCase(name)),
            Schema = schema,
            Format = format,
            Path = path,
            Connection = connection,
            EventTime = 0,
        };
        return new(definition with { EventTime = ColumnOf(definition, eventTime, "event-time") });
    }

    private int IdColumn(LambdaExpression id, string what)
    {
        var index = ColumnOf(Definition, id, what, "l => l.LineId");
        var column = Definition.Schema.Columns[index];
        return column.Type is ColumnType.String or ColumnType.Int32 or ColumnType.Int64
            ? index
            : throw new InvalidDefinitionException($"Source {Definition.Name}: the {what} {typeof(T).Name}.{column.Property} is {column.Type.Name()}; take a text or an integer.");
    }

    private InvalidDefinitionException IdsAndRevisions() =>
        new($"Source {Definition.Name} has both WithId and WithRevisions: a second row of an id is either the same one delivered again or a correction; say one of them.");

    private static int ColumnOf(SourceDefinition definition, LambdaExpression selector, string what, string example = "l => l.SomeTime") =>
        ColumnSelector.IndexOf(definition.Schema, selector)
        ?? throw new InvalidDefinitionException($"Source {definition.Name}: the {what} must be a property of {typeof(T).Name}, as in {example}.");
}
