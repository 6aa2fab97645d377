using System.Reflection;
using Larder.Errors;

namespace Larder.Catalog;

/// <summary>Collects the definitions of a repository by its public properties and compiles each once.</summary>
internal sealed class CatalogBuilder
{
    private readonly Dictionary<string, CompiledView> _views = new(StringComparer.Ordinal);
    private readonly List<CompiledView> _viewOrder = [];
    private readonly Dictionary<string, Entity> _entities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceDefinition> _sources = new(StringComparer.Ordinal);

    private CatalogBuilder()
    {
    }

    public static FeatureCatalog Build(FeatureRepository repository)
    {
        var builder = new CatalogBuilder();
        var values = Properties(repository).ToArray();
        foreach (var entity in values.OfType<Entity>())
        {
            Add(builder._entities, entity.Name, entity, "entities");
        }

        foreach (var source in values.Select(SourceOf).OfType<SourceDefinition>())
        {
            Add(builder._sources, source.Name, source, "sources");
        }

        foreach (var view in values.OfType<FeatureView>())
        {
            builder.View(view, $"Repository {repository.GetType().Name}");
        }

        var services = values.OfType<FeatureService>().Select(builder.Service).ToDictionary(s => s.Name, StringComparer.Ordinal);
        var spines = values.OfType<Spine>().Select(s => CompiledSpine.Compile(s.Definition)).ToDictionary(s => s.Name, StringComparer.Ordinal);
        var models = values.OfType<Model>().Select(m => Model(m.Definition, services, spines)).ToArray();
        builder.CheckNamed();
        return new FeatureCatalog(
            CodeVersionOf(repository.GetType().Assembly),
            [.. builder._entities.Values.OrderBy(e => e.Name, StringComparer.Ordinal)],
            [.. builder._sources.Values.OrderBy(s => s.Name, StringComparer.Ordinal)],
            builder._viewOrder,
            [.. services.Values.OrderBy(s => s.Name, StringComparer.Ordinal)],
            [.. spines.Values.OrderBy(s => s.Name, StringComparer.Ordinal)],
            [.. models.OrderBy(m => m.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Compiles a view the first time it is met; later it must be the same definition.</summary>
    public CompiledView View(FeatureView view, string usedBy)
    {
        var compiled = view.Compile(this);
        if (_views.TryGetValue(view.Name, out var known))
        {
            return known.Definition.Hash == compiled.Definition.Hash
                ? known
                : throw new InvalidDefinitionException($"{usedBy} uses a view '{view.Name}' that differs from another view of that name; rename one of them.");
        }

        _views.Add(view.Name, compiled);
        _viewOrder.Add(compiled);
        return compiled;
    }

    private static IEnumerable<object> Properties(FeatureRepository repository)
    {
        foreach (var property in repository.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).OrderBy(p => p.MetadataToken))
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

    private static SourceDefinition? SourceOf(object value)
    {
        var type = value.GetType();
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EventSource<>)
            ? (SourceDefinition)type.GetProperty(nameof(EventSource<>.Definition))!.GetValue(value)!
            : null;
    }

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

    private CompiledService Service(FeatureService service)
    {
        var views = service.Views.Select(v => View(v, $"Service {service.Name}")).ToArray();
        var entities = views.Select(v => v.Entity).OfType<Entity>().DistinctBy(e => e.Name).ToArray();
        if (entities.Length != 1)
        {
            throw new InvalidDefinitionException(
                $"Service {service.Name} joins views of {(entities.Length == 0 ? "no entity" : string.Join(" and ", entities.Select(e => e.Name)))}; its views must describe one entity.");
        }

        var repeated = views.GroupBy(v => v.Name).FirstOrDefault(g => g.Count() > 1);
        return repeated is null
            ? new CompiledService(service.Name, views, entities[0])
            : throw new InvalidDefinitionException($"Service {service.Name} names view '{repeated.Key}' twice; name it once.");
    }

    private static CompiledModel Model(ModelDefinition model, Dictionary<string, CompiledService> services, Dictionary<string, CompiledSpine> spines)
    {
        if (!services.TryGetValue(model.Service.Name, out var service) || !spines.TryGetValue(model.Spine.Name, out var spine))
        {
            throw new InvalidDefinitionException(
                $"Model {model.Name} uses service '{model.Service.Name}' and spine '{model.Spine.Name}'; both must be public properties of the repository.");
        }

        if (service.Entity.Name != spine.Entity.Name)
        {
            throw new InvalidDefinitionException($"Model {model.Name}: its service describes {service.Entity.Name}, its spine {spine.Entity.Name}; they must be the same entity.");
        }

        return model.Baseline is { } baseline && !service.Features.Any(f => $"{f.View.Name}:{f.Feature.Name}" == baseline)
            ? throw new InvalidDefinitionException($"Model {model.Name}: the baseline feature '{baseline}' is not in service {service.Name}.")
            : new CompiledModel(model, service, spine);
    }

    /// <summary>What a view uses must itself be named by the repository, or nobody could load or find it.</summary>
    private void CheckNamed()
    {
        foreach (var view in _viewOrder.OfType<CompiledSourceView>())
        {
            if (!_sources.ContainsKey(view.Source.Name))
            {
                throw new InvalidDefinitionException($"View {view.Name} reads source '{view.Source.Name}'; make that source a public property of the repository.");
            }

            if (!_entities.ContainsKey(view.Entity!.Name))
            {
                throw new InvalidDefinitionException($"View {view.Name} describes entity '{view.Entity.Name}'; make that entity a public property of the repository.");
            }
        }
    }
}
