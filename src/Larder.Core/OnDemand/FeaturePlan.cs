using Larder.Catalog;
using Larder.Errors;
using Larder.Types;

namespace Larder.OnDemand;

/// <summary>
/// How a list of features is produced for one entity and time: the source views to read, the request columns to take, the on-demand
/// functions to run. Training sets and serving run the same plan. Values live in slots: request columns first, then the features of
/// each source view, then those of each on-demand view.
/// </summary>
/// <threadsafety>Immutable.</threadsafety>
public sealed class FeaturePlan
{
    private readonly Dictionary<string, int> _offsets = new(StringComparer.Ordinal);
    private readonly List<CompiledSourceView> _sources = [];
    private readonly List<CompiledOnDemandView> _onDemand = [];
    private readonly List<RequestColumn> _request = [];
    private readonly List<int[]> _arguments = [];

    private FeaturePlan(IReadOnlyList<(CompiledView View, Feature Feature)> wanted)
    {
        foreach (var (view, _) in wanted)
        {
            Collect(view);
        }

        var offset = _request.Count;
        foreach (var view in _sources.Concat<CompiledView>(_onDemand))
        {
            _offsets.Add(view.Name, offset);
            offset += view.Features.Count;
        }

        SlotCount = offset;
        _arguments.AddRange(_onDemand.Select(Arguments));
        Outputs = [.. wanted.Select(w => new PlannedFeature(w.View, w.Feature, _offsets[w.View.Name] + IndexOf(w.View, w.Feature)))];
        Keys = JoinKeys.Of(_sources.Select(s => s.Entity));
    }

    /// <summary>The entities whose keys the plan needs, and the columns that carry them; none where request data is enough.</summary>
    public JoinKeys Keys { get; }

    /// <summary>The views to read.</summary>
    public IReadOnlyList<CompiledSourceView> Sources => _sources;

    /// <summary>The request columns needed, which are the first slots.</summary>
    public IReadOnlyList<RequestColumn> Request => _request;

    /// <summary>The features asked for, in the order asked.</summary>
    public IReadOnlyList<PlannedFeature> Outputs { get; }

    /// <summary>Number of slots.</summary>
    public int SlotCount { get; }

    /// <summary>The plan of a service.</summary>
    public static FeaturePlan For(CompiledService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new([.. service.Features]);
    }

    /// <summary>The plan of all features of a view.</summary>
    public static FeaturePlan For(CompiledView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new([.. view.Features.Select(f => (view, f))]);
    }

    /// <summary>The plan of a list of references <c>view:feature</c>.</summary>
    /// <exception cref="NotFoundException">A view or feature does not exist.</exception>
    /// <exception cref="InvalidInputException">A reference is malformed.</exception>
    /// <exception cref="InvalidDefinitionException">Two of the views, or two of their entities, take a column of one name as two things.</exception>
    public static FeaturePlan For(FeatureCatalog catalog, IEnumerable<string> references)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var plan = new FeaturePlan([.. references.Select(r => Resolve(catalog, r))]);
        foreach (var view in plan._onDemand)
        {
            RequestColumn.CheckNames(view.Request.Select(c => c.Name).Where(n => !RequestColumn.IsOfSpine(n)), plan.Keys.Entities, $"View {view.Name}");
        }

        return plan;
    }

    /// <summary>The first slot of a view's features.</summary>
    public int OffsetOf(CompiledView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return _offsets[view.Name];
    }

    /// <summary>Computes the on-demand slots from the others.</summary>
    /// <exception cref="UserCodeException">A feature's function threw.</exception>
    public void ComputeOnDemand(FeatureValue[] slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        for (var v = 0; v < _onDemand.Count; v++)
        {
            var (view, arguments) = (_onDemand[v], _arguments[v]);
            var values = new FeatureValue[arguments.Length];
            for (var i = 0; i < arguments.Length; i++)
            {
                values[i] = slots[arguments[i]];
            }

            var offset = _offsets[view.Name];
            for (var f = 0; f < view.Functions.Count; f++)
            {
                slots[offset + f] = view.Functions[f](values);
            }
        }
    }

    /// <summary>The type of each slot.</summary>
    public IReadOnlyList<ColumnType> SlotTypes =>
        [.. _request.Select(r => r.Type), .. _sources.Concat<CompiledView>(_onDemand).SelectMany(v => v.Features).Select(f => f.Type)];

    /// <summary>Computes the on-demand slots of many rows from the others, with the values that <see cref="ComputeOnDemand(FeatureValue[])"/> gives.</summary>
    /// <param name="slots">One column per slot, of its type in <see cref="SlotTypes"/>.</param>
    /// <param name="count">How many rows count, from the first.</param>
    /// <exception cref="UserCodeException">A feature's function threw.</exception>
    public void ComputeOnDemand(IReadOnlyList<Column> slots, int count)
    {
        ArgumentNullException.ThrowIfNull(slots);
        for (var v = 0; v < _onDemand.Count; v++)
        {
            var (view, offset) = (_onDemand[v], _offsets[_onDemand[v].Name]);
            Column[] arguments = [.. _arguments[v].Select(slot => slots[slot])];
            for (var f = 0; f < view.Fills.Count; f++)
            {
                view.Fills[f].Fill(arguments, count, slots[offset + f]);
            }
        }
    }

    /// <summary>The source views whose rows a view's features come from, directly or through on-demand views; used to tell how old they are.</summary>
    public IEnumerable<CompiledSourceView> SourcesOf(CompiledView view) => view switch
    {
        CompiledSourceView source => [source],
        CompiledOnDemandView onDemand => onDemand.Inputs.SelectMany(SourcesOf).Distinct(),
        _ => [],
    };

    private static (CompiledView View, Feature Feature) Resolve(FeatureCatalog catalog, string reference)
    {
        var parts = reference.Split(':');
        if (parts.Length != 2)
        {
            throw new InvalidInputException($"'{reference}' is no feature reference; write view:feature, for example customer_spend:revenue_7d.");
        }

        var view = catalog.View(parts[0]);
        var feature = view.Features.FirstOrDefault(f => f.Name == parts[1])
            ?? throw new NotFoundException($"View {view.Name} has no feature '{parts[1]}'; it has {string.Join(", ", view.Features.Select(f => f.Name))}.");
        return (view, feature);
    }

    private static int IndexOf(CompiledView view, Feature feature) => view.Features.TakeWhile(f => f != feature).Count();

    private void Collect(CompiledView view)
    {
        switch (view)
        {
            case CompiledSourceView source when !_sources.Contains(source):
                _sources.Add(source);
                break;
            case CompiledOnDemandView onDemand when !_onDemand.Contains(onDemand):
                foreach (var input in onDemand.Inputs)
                {
                    Collect(input);
                }

                foreach (var column in onDemand.Request)
                {
                    AddRequest(onDemand, column);
                }

                _onDemand.Add(onDemand);
                break;
        }
    }

    private void AddRequest(CompiledOnDemandView view, RequestColumn column)
    {
        var known = _request.FindIndex(r => r.Name == column.Name);
        if (known < 0)
        {
            _request.Add(column);
        }
        else if (_request[known].Type != column.Type)
        {
            throw new InvalidDefinitionException(
                $"View {view.Name} takes request column '{column.Name}' as {column.Type.Name()}, another view as {_request[known].Type.Name()}; use one type.");
        }
        else
        {
            _request[known] = column with { IsNullable = column.IsNullable && _request[known].IsNullable };
        }
    }

    private int[] Arguments(CompiledOnDemandView view) =>
    [
        .. view.Request.Select(r => _request.FindIndex(known => known.Name == r.Name)),
        .. view.Inputs.SelectMany(input => Enumerable.Range(_offsets[input.Name], input.Features.Count)),
    ];
}

/// <summary>A feature a plan produces.</summary>
/// <param name="View">Its view.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Slot">Where its value lies.</param>
public sealed record PlannedFeature(CompiledView View, Feature Feature, int Slot)
{
    /// <summary><c>view__feature</c>, the column name in training sets and full names in responses.</summary>
    public string FullName => $"{View.Name}__{Feature.Name}";
}
