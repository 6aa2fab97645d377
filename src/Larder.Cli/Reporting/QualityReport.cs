using Larder.Catalog;
using Larder.Cli.Monitoring;
using Larder.Quality.Checks;
using Larder.Quality.Profiles;
using Larder.Storage;
using Larder.Types;

namespace Larder.Cli.Reporting;

/// <summary>What a report says: everything that its page is made of.</summary>
/// <param name="Repository">The repository's name.</param>
/// <param name="At">When it was made.</param>
/// <param name="ShowsValues">Whether values of rows may be shown.</param>
/// <param name="Sources">The sources, in the order asked for.</param>
internal sealed record QualityReport(string Repository, Instant At, bool ShowsValues, IReadOnlyList<SourceReport> Sources);

/// <summary>What a report says of a source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Rows">What was looked at: a table's version, or files.</param>
internal sealed record SourceReport(SourceDefinition Source, string Rows)
{
    /// <summary>Why there is nothing to report; null where there is.</summary>
    public string? Missing { get; init; }

    /// <summary>The suite's results, in its order.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];

    /// <summary>Since when alerts of broken checks fire, by the check's name.</summary>
    public IReadOnlyDictionary<string, Instant> Firing { get; init; } = new Dictionary<string, Instant>();

    /// <summary>The profiles of all rows.</summary>
    public ProfileTile Profile { get; init; } = new();

    /// <summary>How the periods compare; null where there is nothing.</summary>
    public DriftReport? Drift { get; init; }

    /// <summary>The columns whose distributions are shown, those of the source.</summary>
    public IReadOnlyList<EventColumn> Columns { get; init; } = Source.Schema.Columns;

    /// <summary>Who consumes each column.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FeatureConsumer>> Consumers { get; init; } = new Dictionary<string, IReadOnlyList<FeatureConsumer>>();

    /// <summary>The registered versions of models.</summary>
    public IReadOnlyList<ModelListing> Models { get; init; } = [];

    /// <summary>The consumers of some columns, each service once; of all columns where none is named.</summary>
    public IReadOnlyList<FeatureConsumer> ConsumersOf(IReadOnlyList<string> columns) =>
    [
        .. Consumers.Where(c => columns.Count == 0 || columns.Contains(c.Key)).SelectMany(c => c.Value).GroupBy(c => c.Service).OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => s.First() with { Features = [.. s.SelectMany(c => c.Features).Distinct().Order(StringComparer.Ordinal)] }),
    ];
}
