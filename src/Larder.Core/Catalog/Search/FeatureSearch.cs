namespace Larder.Catalog.Search;

/// <summary>A feature that was found.</summary>
/// <param name="Entry">The feature.</param>
/// <param name="Score">How well it fits, 0 to 1.</param>
/// <param name="Matched">The fields in which words were found: <c>name</c>, <c>view</c>, <c>tag</c>, <c>description</c>, <c>entity</c>, <c>owner</c>, <c>source</c>.</param>
public sealed record FoundFeature(CatalogEntry Entry, double Score, IReadOnlyList<string> Matched);

/// <summary>
/// Finds features by words. Every word asked for must be found in some field of a feature. A word fits a word of a field wholly (1), as its beginning (0.8; two letters or more), inside
/// it (0.5; three letters or more), or with one wrong letter in four to seven, two in eight or more (0.4; its beginning likewise 0.3). Fields weigh: name 1, view 0.8, tag 0.7, entity 0.6, owner 0.6,
/// description 0.5, description of the view 0.4, source 0.4. A word counts by its best field, a feature by the mean of its words.
/// </summary>
public static class FeatureSearch
{
    private const double Whole = 1, Beginning = 0.8, Inside = 0.5, Mistaken = 0.4, MistakenBeginning = 0.3;

    /// <summary>The features found, the best first, those of equal score by name.</summary>
    /// <param name="entries">The features.</param>
    /// <param name="query">The words. Without any, every feature is found.</param>
    public static IReadOnlyList<FoundFeature> Run(IEnumerable<CatalogEntry> entries, string query)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var words = Tokens.Of(query);
        return
        [
            .. entries.Select(e => Score(e, words)).OfType<FoundFeature>()
                .OrderByDescending(f => f.Score).ThenBy(f => f.Entry.Reference, StringComparer.Ordinal),
        ];
    }

    private static FoundFeature? Score(CatalogEntry entry, IReadOnlyList<string> words)
    {
        var fields = Fields(entry).ToArray();
        var (sum, matched) = (0.0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var word in words)
        {
            var (best, field) = fields.Select(f => (Score: f.Weight * f.Words.Max(w => (double?)Fit(word, w)) ?? 0, f.Name)).MaxBy(f => f.Score);
            if (best <= 0)
            {
                return null;
            }

            sum += best;
            matched.Add(field);
        }

        return new FoundFeature(entry, words.Count == 0 ? 0 : Math.Round(sum / words.Count, 4), [.. fields.Select(f => f.Name).Where(matched.Contains).Distinct()]);
    }

    private static IEnumerable<(string Name, double Weight, IReadOnlyList<string> Words)> Fields(CatalogEntry entry)
    {
        yield return ("name", 1, Tokens.Of(entry.Feature.Name));
        yield return ("view", 0.8, Tokens.Of(entry.View.Name));
        yield return ("tag", 0.7, Tokens.Of(string.Join(' ', entry.Tags)));
        yield return ("entity", 0.6, [.. entry.View.Entities.SelectMany(e => Tokens.Of($"{e.Name} {e.JoinKey} {e.Notes.Description}"))]);
        yield return ("owner", 0.6, Tokens.Of(entry.Owner));
        yield return ("description", 0.5, Tokens.Of(entry.Description));
        yield return ("description", 0.4, Tokens.Of(entry.ViewDescription));
        yield return ("source", 0.4, Tokens.Of(string.Join(' ', entry.Sources)));
    }

    private static double Fit(string asked, string word)
    {
        if (asked == word)
        {
            return Whole;
        }

        if (asked.Length >= 2 && word.StartsWith(asked, StringComparison.Ordinal))
        {
            return Beginning;
        }

        if (asked.Length >= 3 && word.Contains(asked, StringComparison.Ordinal))
        {
            return Inside;
        }

        var mistakes = asked.Length >= 8 ? 2 : asked.Length >= 4 ? 1 : 0;
        return mistakes == 0 ? 0
            : Tokens.Distance(asked, word) <= mistakes ? Mistaken
            : word.Length > asked.Length && Tokens.Distance(asked, word[..asked.Length]) <= mistakes ? MistakenBeginning
            : 0;
    }
}
