namespace Larder.Catalog.Lineage;

/// <summary>What the columns of a derived source are made of.</summary>
internal sealed class DerivedLineage(LineageBuilder graph, SourceDefinition source)
{
    public void Add()
    {
        if (source.Derivation is JoinDerivation join)
        {
            Add(join);
        }
        else if (source.Derivation is SqlDerivation sql)
        {
            Add(sql);
        }
    }

    private void Add(JoinDerivation join)
    {
        var compiled = join.Compiled;
        List<string> slots = [.. join.Base.Schema.Columns.Select(c => LineageIds.Column(join.Base.Name, c.Name))];
        graph.Edge(LineageIds.Source(join.Base.Name), LineageIds.Source(source.Name));
        foreach (var joined in compiled.Joins)
        {
            graph.Edge(graph.IdOf(joined.View), LineageIds.Source(source.Name));
            slots.AddRange(joined.View.Features.Select(f => LineageIds.Feature(joined.View.Name, f.Name)));
        }

        for (var column = 0; column < source.Schema.Columns.Count; column++)
        {
            foreach (var use in compiled.ColumnUses[column].Concat(compiled.RowUses))
            {
                graph.Edge(slots[use.Column], Of(column), use.How);
            }

            // What is looked up is looked up at the event's time.
            if (compiled.ColumnUses[column].Any(u => u.Column >= join.Base.Schema.Columns.Count))
            {
                foreach (var clock in LineageBuilder.Clocks(join.Base))
                {
                    graph.Edge(clock, Of(column), Transformation.Join);
                }
            }
        }
    }

    private void Add(SqlDerivation sql)
    {
        foreach (var upstream in sql.Upstream)
        {
            graph.Edge(LineageIds.Source(upstream.Name), LineageIds.Source(source.Name));
        }

        var query = graph.QueryOf(source);
        if (query?.Columns is null)
        {
            Whole(sql, $"of the whole query: {query?.Reason ?? "it was not looked into"}");
            return;
        }

        for (var column = 0; column < source.Schema.Columns.Count; column++)
        {
            foreach (var use in query.Columns[source.Schema.Columns[column].Name].Concat(query.Rows))
            {
                foreach (var id in Ids(sql.Upstream.First(s => s.Name == use.Source), use.Column))
                {
                    graph.Edge(id, Of(column), use.How);
                }
            }
        }
    }

    /// <summary>Where nobody knows better, each column comes from all.</summary>
    private void Whole(SqlDerivation sql, string reason)
    {
        foreach (var from in sql.Upstream.SelectMany(u => u.Schema.Columns.Select(c => LineageIds.Column(u.Name, c.Name))))
        {
            for (var column = 0; column < source.Schema.Columns.Count; column++)
            {
                graph.Edge(from, Of(column), Transformation.Transformation, reason);
            }
        }
    }

    /// <summary>A clock stands for the columns it is taken from; the number of a row for none.</summary>
    private static IEnumerable<string> Ids(SourceDefinition upstream, string column) => column switch
    {
        "_sequence" => [],
        "_event_time" => LineageBuilder.Clocks(upstream).Take(1),
        "_known_at" or "_retracted_at" => LineageBuilder.Clocks(upstream),
        _ => [LineageIds.Column(upstream.Name, column)],
    };

    private string Of(int column) => LineageIds.Column(source.Name, source.Schema.Columns[column].Name);
}
