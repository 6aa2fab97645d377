namespace Larder.Catalog;

/// <summary>How derived sources depend on each other.</summary>
public static class DerivationOrder
{
    /// <summary>The derived sources among these and among all that they read, each after those it reads itself.</summary>
    public static IReadOnlyList<SourceDefinition> Of(IEnumerable<SourceDefinition> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var ordered = new List<SourceDefinition>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        void Add(SourceDefinition source)
        {
            if (source.Derivation is not { } derivation || !seen.Add(source.Name))
            {
                return;
            }

            foreach (var upstream in derivation.Upstream)
            {
                Add(upstream);
            }

            ordered.Add(source);
        }

        foreach (var source in sources)
        {
            Add(source);
        }

        return ordered;
    }

    /// <summary>The derived sources that read a source, directly or through others, each after those it reads itself.</summary>
    public static IReadOnlyList<SourceDefinition> DownstreamOf(SourceDefinition source, IEnumerable<SourceDefinition> sources)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reached = new HashSet<string>(StringComparer.Ordinal) { source.Name };
        return [.. Of(sources).Where(s => s.Derivation!.Upstream.Any(u => reached.Contains(u.Name)) && reached.Add(s.Name))];
    }

    /// <summary>The source whose clocks the events of a source have: behind joined sources, their base.</summary>
    public static SourceDefinition RootOf(SourceDefinition source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Derivation is JoinDerivation join ? RootOf(join.Base) : source;
    }
}
