using System.Linq.Expressions;
using Larder.Catalog;
using Larder.Errors;
using Larder.Expressions;
using Larder.Monitoring;
using Larder.SqlViews;

namespace Larder;

/// <summary>
/// Rows that a SQL query makes of stored tables, in batch or over micro-batches, kept in a table of their own: the newest of an entity is served, as of a row
/// view. Features are the columns of <typeparamref name="TRow"/> without the key and the times.
/// </summary>
/// <typeparam name="TRow">A record with one property per column of the query; those that are features must be nullable.</typeparam>
public sealed class SqlView<TRow> : FeatureView<TRow>, IHasSource, IAnnotated<SqlView<TRow>>
{
    private readonly SqlViewDefinition _definition;

    internal SqlView(SqlViewDefinition definition)
        : base(definition.Source.Name)
    {
        _definition = definition;
        Definition = definition.Source with { Derivation = new SqlDerivation(definition) };
    }

    /// <summary>The declaration of the table that holds the rows.</summary>
    public SourceDefinition Definition { get; }

    /// <summary>The rows as events, for views, spines and other SQL views over them.</summary>
    public DerivedSource<TRow> Rows => new(Definition);

    /// <inheritdoc/>
    public override DefinitionNotes Notes => _definition.Source.Notes;

    /// <inheritdoc/>
    public SqlView<TRow> With(DefinitionNotes notes) => With(_definition.Source with { Notes = notes });

    /// <summary>A copy whose rows are known from the time in a column on, for example <c>max(_known_at) AS known_at</c>. Either this or <see cref="WithDelay"/> must be declared.</summary>
    /// <param name="knownAt"><c>d => d.KnownAt</c>; it may not be null in any row.</param>
    /// <exception cref="InvalidDefinitionException">It is no column.</exception>
    public SqlView<TRow> WithKnownAt(Expression<Func<TRow, DateTime>> knownAt) => With(_definition.Source with
    {
        KnownAt = ColumnSelector.IndexOf(_definition.Source.Schema, knownAt)
            ?? throw new InvalidDefinitionException($"SQL view {Name}: the known-at must be a property of {typeof(TRow).Name}, as in d => d.KnownAt."),
    });

    /// <summary>A copy whose rows are known from event time plus <paramref name="delay"/> on: a day's sum at the day's beginning, say, after one day.</summary>
    /// <param name="delay">Zero or more.</param>
    /// <exception cref="InvalidDefinitionException">It is negative.</exception>
    public SqlView<TRow> WithDelay(TimeSpan delay) => delay >= TimeSpan.Zero
        ? new(_definition with { Source = _definition.Source with { Delay = delay }, HasDelay = true })
        : throw new InvalidDefinitionException($"SQL view {Name}: a delay of {delay} is negative; rows cannot be known before they happen.");

    /// <summary>A copy in which a row older than <paramref name="ttl"/> at query time does not count: null, with status OUTSIDE_MAX_AGE. Default: no row is too old.</summary>
    /// <param name="ttl">Greatest age by event time; positive.</param>
    /// <exception cref="InvalidDefinitionException">It is zero or negative.</exception>
    public SqlView<TRow> WithTtl(TimeSpan ttl) => ttl > TimeSpan.Zero
        ? new(_definition with { Ttl = ttl })
        : throw new InvalidDefinitionException($"View {Name}: a time to live of {ttl} keeps nothing; give a positive one or none.");

    /// <summary>A copy that runs in another way when its sources have new rows. Default <see cref="SqlMode.Full"/>.</summary>
    /// <exception cref="InvalidDefinitionException">Micro-batches over several sources.</exception>
    public SqlView<TRow> WithMode(SqlMode mode)
    {
        SqlRules.Check($"SQL view {Name}", _definition.Text, mode);
        return new(_definition with { Mode = mode });
    }

    /// <summary>
    /// A copy with an objective for the age of its values: 99 of 100 values served are no older by event time than <paramref name="p99"/> when they are served. It is watched
    /// while serving and no part of the view's version. Default: none.
    /// </summary>
    /// <param name="p99">The greatest age; positive.</param>
    /// <param name="over">The stretch of time the objective is about, 7 to 31 days. Default 28 days.</param>
    /// <exception cref="InvalidDefinitionException">The age is not positive, or the stretch is out of range.</exception>
    public SqlView<TRow> WithFreshness(TimeSpan p99, TimeSpan? over = null) => new(_definition with { Freshness = FreshnessObjective.Of(Name, p99, over) });

    internal override FreshnessObjective? Freshness => _definition.Freshness;

    internal override CompiledView Compile(CatalogBuilder catalog) => SqlViewCompiler.Compile(_definition, Definition);

    private SqlView<TRow> With(SourceDefinition source) => new(_definition with { Source = source });
}

/// <summary>What was declared of a SQL view.</summary>
internal sealed record SqlViewDefinition(Entity Entity, SourceDefinition Source, LambdaExpression Key, SqlText Text)
{
    public SqlMode Mode { get; init; } = SqlMode.Full;

    public bool HasDelay { get; init; }

    public TimeSpan? Ttl { get; init; }

    public FreshnessObjective? Freshness { get; init; }
}
