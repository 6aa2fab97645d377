using Larder.Catalog;

namespace Larder;

/// <summary>How the events of a derived source are computed. It has a table like any source, which <c>larder derive</c> brings up to date.</summary>
public abstract class Derivation
{
    private protected Derivation()
    {
    }

    /// <summary>The sources whose tables it reads, each once.</summary>
    public abstract IReadOnlyList<SourceDefinition> Upstream { get; }

    /// <summary>The canonical form and its hash, which covers the definitions of everything it reads.</summary>
    public abstract CanonicalJson Form { get; }

    /// <summary>Where the events come from, for people: <c>lines joined with customer_spend, product_stats</c>.</summary>
    public abstract string Lineage { get; }
}
