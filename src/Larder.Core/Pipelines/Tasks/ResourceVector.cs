using Larder.Errors;
using Larder.Types;

namespace Larder.Pipelines.Tasks;

/// <summary>Amounts of named resources: what a task needs, or a worker has. <c>cpu</c> in cores, <c>memory</c> in bytes, <c>gpu</c> in devices; any other name is a licence or a pool. Immutable.</summary>
public sealed class ResourceVector : IEquatable<ResourceVector>
{
    /// <summary>The name of cores.</summary>
    public const string Cpu = "cpu";

    /// <summary>The name of bytes of memory.</summary>
    public const string Memory = "memory";

    /// <summary>The name of GPU devices.</summary>
    public const string Gpu = "gpu";

    private readonly SortedDictionary<string, double> _amounts;

    private ResourceVector(SortedDictionary<string, double> amounts) => _amounts = amounts;

    /// <summary>Nothing.</summary>
    public static ResourceVector Empty { get; } = new([]);

    /// <summary>The amounts that are not zero, by name.</summary>
    public IReadOnlyDictionary<string, double> Amounts => _amounts;

    /// <summary>The amount of a resource; 0 where none was named.</summary>
    public double this[string name] => _amounts.GetValueOrDefault(name);

    /// <summary>A copy with another amount of a resource.</summary>
    /// <exception cref="InvalidDefinitionException">The name is not valid, or the amount negative or no number.</exception>
    public ResourceVector With(string name, double amount)
    {
        Names.Check("resource", name);
        if (!double.IsFinite(amount) || amount < 0)
        {
            throw new InvalidDefinitionException($"An amount of {amount.ToString(System.Globalization.CultureInfo.InvariantCulture)} of resource '{name}' makes no sense; write 0 or more.");
        }

        var amounts = new SortedDictionary<string, double>(_amounts, StringComparer.Ordinal) { [name] = amount };
        if (amount == 0)
        {
            amounts.Remove(name);
        }

        return new(amounts);
    }

    /// <summary>Whether everything here is there.</summary>
    public bool FitsIn(ResourceVector there)
    {
        ArgumentNullException.ThrowIfNull(there);
        return _amounts.All(a => a.Value <= there[a.Key]);
    }

    /// <summary>Both together.</summary>
    public ResourceVector Plus(ResourceVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other._amounts.Aggregate(this, (sum, a) => sum.With(a.Key, sum[a.Key] + a.Value));
    }

    /// <summary>What is left of these when others are taken; never below zero.</summary>
    public ResourceVector Minus(ResourceVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other._amounts.Aggregate(this, (rest, a) => rest.With(a.Key, Math.Max(0, rest[a.Key] - a.Value)));
    }

    /// <inheritdoc/>
    public bool Equals(ResourceVector? other) => other is not null && _amounts.SequenceEqual(other._amounts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceVector);

    /// <inheritdoc/>
    public override int GetHashCode() => _amounts.Aggregate(0, (hash, a) => HashCode.Combine(hash, a.Key, a.Value));

    /// <summary>The amounts in one line: <c>cpu 2, gpu 1</c>; <c>nothing</c> for none.</summary>
    public override string ToString() =>
        _amounts.Count == 0 ? "nothing" : string.Join(", ", _amounts.Select(a => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{a.Key} {a.Value}")));
}
