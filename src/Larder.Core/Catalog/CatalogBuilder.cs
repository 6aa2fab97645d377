using System.Reflection;
using Larder.Errors;
using Larder.OnDemand;
using Larder.Pipelines;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>Collects the definitions of a repository by its public properties and compiles each once.</summary>
internal sealed class CatalogBuilder
{
    private readonly Dictionary<string, CompiledView> _views = new(StringComparer.Ordinal);
    private readonly List<CompiledView> _viewOrder = [];
    private readonly Dictionary<string, Entity> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceDefinition> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledService> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledSpine> _spines = new(StringComparer.Ordinal);

    private CatalogBuilder()
    {
    }

    public static FeatureCatalog Build(FeatureRepository repository)
    {
        var builder = new CatalogBuilder();
        DefinitionCircles.Refuse(repository.GetType());
        var values = Properties(repository).ToArray();
        foreach (var entity in values.OfType<Entity>())
        {
            Add(builder._entities, entity.Name, entity, "entities");
        }

        foreach (var source in values.Select(SourceOf).OfType<SourceDefinition>())
        {
            Deliveries.Check(source);
            Add(builder._sources, source.Name, source, "sources");
        }

        foreach (var source in builder._sources.Values)
        {
            builder.JoinedViews(source);
        }

        foreach (var view in values.OfType<FeatureView>())
        {
            builder.View(view, $"Repository {repository.GetType().Name}");
        }

        foreach (var service in values.OfType<FeatureService>())
        {
            Add(builder._services, service.Name, builder.Service(service), "services");
        }

        foreach (var spine in values.OfType<Spine>())
        {
            var compiled = CompiledSpine.Compile(spine.Definition);
            Retention.Check(compiled);
            Add(builder._spines, spine.Name, compiled, "spines");
        }

        var models = new Dictionary<string, CompiledModel>(StringComparer.Ordinal);
        foreach (var model in values.OfType<Model>())
        {
            Add(models, model.Name, builder.Model(model.Definition), "models");
        }

        var pipelines = new Dictionary<string, PipelineDefinition>(StringComparer.Ordinal);
        foreach (var pipeline in values.OfType<Pipeline>())
        {
            Add(pipelines, pipeline.Name, pipeline.Definition, "pipelines");
        }

        var alertRules = new Dictionary<string, AlertRule>(StringComparer.Ordinal);
        foreach (var rule in values.OfType<AlertRule>())
        {
            rule.Check();
            Add(alertRules, rule.Name, rule, "alert rules");
        }

        builder.CheckNamed();
        return new FeatureCatalog(
            CodeVersionOf(repository.GetType().Assembly),
            [.. builder._entities.Values.OrderBy(e => e.Name, StringComparer.Ordinal)],
            [.. builder._sources.Values.OrderBy(s => s.Name, StringComparer.Ordinal)],
            builder._viewOrder,
            [.. builder._services.Values.OrderBy(s => s.Name, StringComparer.Ordinal)],
            [.. builder._spines.Values.OrderBy(s => s.Name, StringComparer.Ordinal)],
            [.. models.Values.OrderBy(m => m.Name, StringComparer.Ordinal)],
            [.. pipelines.Values.OrderBy(p => p.Name, StringComparer.Ordinal)])
        {
            AlertRules = [.. alertRules.Values.OrderBy(r => r.Name, StringComparer.Ordinal)],
        };
    }

    /// <summary>Compiles a view apart from any repository.</summary>
    public static CompiledView Compile(FeatureView view) => view.Compile(new CatalogBuilder());

    /// <summary>Compiles a view the first time it is met; later it must be the same definition.</summary>
    public CompiledView View(FeatureView view, string usedBy)
    {
        var compiled = view.Compile(this);
        compiled.Freshness = view.Freshness;
        if (_views.TryGetValue(view.Name, out var known))
        {
            return known.Definition.Hash != compiled.Definition.Hash
                ? throw new InvalidDefinitionException($"{usedBy} uses a view '{view.Name}' that differs from another view of that name; rename one of them.")
                : known.IsMonitoredLike(compiled)
                    ? known
                    : throw new InvalidDefinitionException($"{usedBy} uses a view '{view.Name}' with another objective or other checks than the view of that name; declare them on the repository's property.");
        }

        Retention.Check(compiled);
        _views.Add(view.Name, compiled);
        _viewOrder.Add(compiled);
        return compiled;
    }

    private static IEnumerable<object> Properties(FeatureRepository repository)
    {
        foreach (var property in repository.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0)
            .OrderBy(p => p.MetadataToken))
        {
            object? value;
            try
            {
                value = property.GetValue(repository);
            }
            catch (TargetInvocationException thrown) when (thrown.InnerException is LarderException inner)
            {
                throw new InvalidDefinitionException($"{repository.GetType().Name}.{property.Name}: {inner.Message}", inner);
            }
            catch (TargetInvocationException thrown)
            {
                throw new UserCodeException(
                    $"{repository.GetType().Name}.{property.Name} threw {thrown.InnerException!.GetType().Name}: {thrown.InnerException.Message}", thrown.InnerException);
            }

            if (value is not null)
            {
                yield return value;
            }
        }
    }

    private static SourceDefinition? SourceOf(object value) => value is IHasSource source ? source.Definition : null;

    private static void Add<T>(Dictionary<string, T> all, string name, T value, string what)
    {
        if (!all.TryAdd(name, value))
        {
            throw new InvalidDefinitionException($"Two {what} are named '{name}'; rename one of them.");
        }
    }

    /// <summary>The same source builds to the same identifier: compilation is deterministic.</summary>
    private static string CodeVersionOf(Assembly assembly)
    {
        var larder = typeof(FeatureRepository).Assembly;
        return $"larder {larder.GetName().Version?.ToString(3)} {larder.ManifestModule.ModuleVersionId:N}, "
            + $"{assembly.GetName().Name} {assembly.GetName().Version?.ToString(3)} {assembly.ManifestModule.ModuleVersionId:N}";
    }

    /// <summary>Views that a source joins belong to the repository like inputs of views.</summary>
    private void JoinedViews(SourceDefinition source)
    {
        if (source.Derivation is JoinDerivation join)
        {
            foreach (var view in join.Views)
            {
                View(view, $"Source {source.Name}");
            }
        }
    }

    private CompiledService Service(FeatureService service)
    {
        var views = service.Views.Select(v => View(v, $"Service {service.Name}")).ToArray();
        var keys = JoinKeys.Of(views.SelectMany(v => v.Entities));
        if (keys.Entities.Count == 0)
        {
            throw new InvalidDefinitionException($"Service {service.Name} joins views of no entity; one or more of its views must describe one.");
        }

        foreach (var view in views.OfType<CompiledOnDemandView>())
        {
            RequestColumn.CheckNames(view.Request.Select(c => c.Name), keys.Entities, $"Service {service.Name}, view {view.Name}");
        }

        if (views.GroupBy(v => v.Name).FirstOrDefault(g => g.Count() > 1) is { } repeated)
        {
            throw new InvalidDefinitionException($"Service {service.Name} names view '{repeated.Key}' twice; name it once.");
        }

        var features = views.SelectMany(v => v.Features.Select(f => (v, f))).ToArray();
        ServiceMonitoring.CheckViews(service.Definition, views);
        var compiled = new CompiledService(service.Name, views, keys)
        {
            Notes = service.Notes,
            Watch = service.Watch,
            Coverage = service.Definition.Coverage,
            RequiredFeatures = ServiceMonitoring.Required(service.Definition, features),
            Checks = service.Definition.Checks,
            Canaries = ServiceMonitoring.Canaries(service.Definition, keys),
        };
        TrainingColumns.Check(compiled, FeaturePlan.For(compiled));
        return compiled;
    }

    private CompiledModel Model(ModelDefinition model)
    {
        if (!_services.TryGetValue(model.Service.Name, out var service) || service.Definition.Hash != Service(model.Service).Definition.Hash
            || !_spines.TryGetValue(model.Spine.Name, out var spine) || spine.Definition.Hash != CompiledSpine.Compile(model.Spine.Definition).Definition.Hash)
        {
            throw new InvalidDefinitionException(
                $"Model {model.Name} uses service '{model.Service.Name}' and spine '{model.Spine.Name}'; both must be public properties of the repository.");
        }

        if (spine.LackFor(service) is { } lack)
        {
            throw new InvalidDefinitionException($"Model {model.Name}: {lack}");
        }

        if (service.Features.FirstOrDefault(f => f.Feature.Type.IsComposite()) is ({ } view, { } composite))
        {
            throw new InvalidDefinitionException(
                $"Model {model.Name}: feature '{view.Name}:{composite.Name}' of service {service.Name} is {composite.Type.Name()}, which a logistic regression cannot take; "
                + $"take numbers out of it in an on-demand view over {view.Name}, and leave {view.Name} out of the service.");
        }

        if (model.Baseline is { } baseline)
        {
            var feature = service.Features.Where(f => $"{f.View.Name}:{f.Feature.Name}" == baseline).Select(f => f.Feature).FirstOrDefault()
                ?? throw new InvalidDefinitionException($"Model {model.Name}: the baseline feature '{baseline}' is not in service {service.Name}.");
            if (!feature.Type.IsNumeric())
            {
                throw new InvalidDefinitionException($"Model {model.Name}: the baseline feature '{baseline}' is a {feature.Type.Name()}; a baseline must be a number or bool.");
            }
        }

        ModelInputs.Check(model, service, spine);
        LabelLeak.Check(model.Name, service, spine);
        Retention.Check(model.Name, service, spine);
        return new CompiledModel(model, service, spine);
    }

    /// <summary>What a view or spine uses must itself be named by the repository, and be the same there, or nobody could load or find it.</summary>
    private void CheckNamed()
    {
        foreach (var source in _sources.Values)
        {
            foreach (var upstream in source.Derivation?.Upstream ?? [])
            {
                CheckNamed($"Source {source.Name}", upstream);
            }
        }

        foreach (var view in _viewOrder.OfType<CompiledSourceView>())
        {
            CheckNamed($"View {view.Name}", view.Source, view.Entity);
        }

        foreach (var spine in _spines.Values)
        {
            foreach (var entity in spine.Keys.Entities)
            {
                CheckNamed($"Spine {spine.Name}", spine.Source, entity);
            }
        }
    }

    private void CheckNamed(string user, SourceDefinition source)
    {
        if (!_sources.TryGetValue(source.Name, out var knownSource))
        {
            throw new InvalidDefinitionException($"{user} reads source '{source.Name}'; make that source a public property of the repository.");
        }

        if (DefinitionForms.Of(knownSource).Hash != DefinitionForms.Of(source).Hash)
        {
            throw new InvalidDefinitionException($"{user} reads a source '{source.Name}' that differs from the repository's property of that name; use the property.");
        }
    }

    private void CheckNamed(string user, SourceDefinition source, Entity entity)
    {
        CheckNamed(user, source);
        if (!_entities.TryGetValue(entity.Name, out var knownEntity))
        {
            throw new InvalidDefinitionException($"{user} describes entity '{entity.Name}'; make that entity a public property of the repository.");
        }

        if (DefinitionForms.Of(knownEntity).Hash != DefinitionForms.Of(entity).Hash)
        {
            throw new InvalidDefinitionException($"{user} describes an entity '{entity.Name}' that differs from the repository's property of that name; use the property.");
        }
    }
}
