namespace Larder.Catalog;

/// <summary>What the features of a service are made of in the end: features of source views, and request columns.</summary>
internal sealed class FeatureReach
{
    private readonly HashSet<(CompiledView View, int Feature)> _seen = [];
    private readonly List<(CompiledSourceView View, int Feature)> _features = [];
    private readonly HashSet<string> _request = new(StringComparer.Ordinal);

    private FeatureReach()
    {
    }

    /// <summary>The features of source views, in the order met.</summary>
    public IReadOnlyList<(CompiledSourceView View, int Feature)> Features => _features;

    /// <summary>The request columns, by name.</summary>
    public IReadOnlySet<string> Request => _request;

    /// <summary>Follows every feature of a service through the on-demand views.</summary>
    public static FeatureReach Of(CompiledService service)
    {
        var reach = new FeatureReach();
        foreach (var view in service.Views)
        {
            for (var feature = 0; feature < view.Features.Count; feature++)
            {
                reach.Follow(view, feature);
            }
        }

        return reach;
    }

    private void Follow(CompiledView view, int feature)
    {
        if (!_seen.Add((view, feature)))
        {
            return;
        }

        if (view is CompiledSourceView source)
        {
            _features.Add((source, feature));
        }
        else if (view is CompiledOnDemandView onDemand)
        {
            foreach (var slot in onDemand.FeatureSlots[feature])
            {
                Follow(onDemand, slot, onDemand.Request.Count);
            }
        }
    }

    /// <summary>A slot of an on-demand view: the request's columns come first, then each input's features.</summary>
    private void Follow(CompiledOnDemandView view, int slot, int offset)
    {
        if (slot < offset)
        {
            _request.Add(view.Request[slot].Name);
            return;
        }

        foreach (var input in view.Inputs)
        {
            if (slot < offset + input.Features.Count)
            {
                Follow(input, slot - offset);
                return;
            }

            offset += input.Features.Count;
        }
    }
}
