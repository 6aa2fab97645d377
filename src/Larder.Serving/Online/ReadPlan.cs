using Larder.Aggregation.Tiles;
using Larder.Catalog;
using Larder.Errors;
using Larder.OnDemand;
using Larder.Serving.Logging;
using Larder.Serving.Monitoring;

namespace Larder.Serving.Online;

/// <summary>A feature plan bound to the views' versions in the online store, ready to be read any number of times.</summary>
/// <threadsafety>Safe for use by many threads; each rents its own <see cref="FeatureFrame"/>.</threadsafety>
public sealed class ReadPlan
{
    private readonly Pool<FeatureFrame> _frames;

    internal ReadPlan(FeaturePlan plan, AppliedVersions versions, TileCache tiles, ServedPlan? served = null)
    {
        Plan = plan;
        Served = served;
        Readers = [.. plan.Sources.Select(s => SourceReader.Create(s, VersionOf(s.Name, versions), plan.OffsetOf(s), tiles))];
        EntityOf = [.. plan.Sources.Select(s => plan.Keys.IndexOf(s.Entity))];
        Slots = [.. plan.Outputs.Select(o => o.Slot)];
        SourcesOf = [.. plan.Outputs.Select(o => plan.SourcesOf(o.View).Select(s => IndexOf(plan, s.Name)).ToArray())];
        IsOnDemand = [.. plan.Outputs.Select(o => o.View is Catalog.CompiledOnDemandView)];
        HasOnDemand = IsOnDemand.Contains(true);
        _frames = new Pool<FeatureFrame>(() => new FeatureFrame(this));
    }

    /// <summary>The features, the request columns and the keys they need.</summary>
    public FeaturePlan Plan { get; }

    /// <summary>What is logged of it once and not with every vector; null where no entity is asked for.</summary>
    public ServedPlan? Served { get; }

    internal SourceReader[] Readers { get; }

    /// <summary>Per reader, the number of its entity among the plan's.</summary>
    internal int[] EntityOf { get; }

    /// <summary>Per output, where its value lies.</summary>
    internal int[] Slots { get; }

    /// <summary>Per output, the indexes of the source views it rests on.</summary>
    internal int[][] SourcesOf { get; }

    internal bool[] IsOnDemand { get; }

    internal bool HasOnDemand { get; }

    /// <summary>Counts what is read; null for nobody.</summary>
    internal ReadMeter? Meter { get; init; }

    /// <summary>Checks on served requests; null for none.</summary>
    internal ReadChecks? Checks { get; init; }

    /// <summary>An empty frame for one read; dispose of it to give it back.</summary>
    public FeatureFrame Rent() => _frames.Rent();

    internal void Return(FeatureFrame frame) => _frames.Return(frame);

    private static int IndexOf(FeaturePlan plan, string source) => plan.Sources.TakeWhile(s => s.Name != source).Count();

    private static int VersionOf(string view, AppliedVersions versions) => versions.Views.TryGetValue(view, out var version)
        ? version
        : throw new NotFoundException(
            $"View {view} is not applied as this repository defines it; run `larder apply` and `larder materialize {view}`, then start the server again.");
}
