using System.Globalization;
using System.Linq.Expressions;
using Larder.Aggregation;
using Larder.Aggregation.Algebra;
using Larder.Errors;
using Larder.Types;

namespace Larder.Catalog;

/// <summary>The arguments of an aggregation call by the names of its parameters, checked.</summary>
internal sealed class AggregationArguments
{
    private readonly Dictionary<string, Expression> _arguments;
    private readonly string _method;
    private readonly string _where;

    public AggregationArguments(MethodCallExpression call, string where)
    {
        _arguments = call.Method.GetParameters().Zip(call.Arguments).ToDictionary(p => p.First.Name!, p => p.Second, StringComparer.Ordinal);
        (_method, _where) = (call.Method.Name, where);
    }

    /// <summary>Whether the call takes a value or condition of an event.</summary>
    public bool HasLambda => _arguments.Keys.Any(name => name is "value" or "condition" or "bucket");

    /// <summary>That value or condition.</summary>
    public LambdaExpression Lambda => _arguments.First(a => a.Key is "value" or "condition" or "bucket").Value as LambdaExpression
        ?? throw new InvalidDefinitionException($"{_where} calls {_method} with something else than a lambda; write it in place, as in e => e.Amount.");

    /// <summary>The window.</summary>
    public Window Window => _arguments["window"] is ConstantExpression { Value: Window window }
        ? window
        : throw new InvalidDefinitionException($"{_where} gives {_method} a window that is no constant; give it one such as Window.Days(7).");

    /// <summary>The aggregation with the numbers that the call gives it.</summary>
    /// <exception cref="InvalidDefinitionException">A number is out of range or no constant.</exception>
    public AggregationSpec Complete(AggregationSpec spec) => spec.Kind switch
    {
        AggregationKind.FirstN or AggregationKind.LastN or AggregationKind.FirstDistinctN or AggregationKind.LastDistinctN =>
            spec with { Count = InRange("n", Constant<int>("n"), 1, 10_000) },
        AggregationKind.TopK => spec with { Count = InRange("k", Constant<int>("k"), 1, 10_000) },
        AggregationKind.ApproxCountDistinct =>
            spec with { Count = Has("precision") ? InRange("precision", Constant<int>("precision"), 4, 18) : HyperLogLog.DefaultPrecision },
        AggregationKind.ApproxPercentile => spec with { Percentiles = [Percentile(Constant<double>("percentile"))], Number = Accuracy() },
        AggregationKind.ApproxPercentiles => spec with { Percentiles = Percentiles(), Number = Accuracy() },
        AggregationKind.DecayedSum or AggregationKind.DecayedMean => spec with { Number = HalfLife() },
        AggregationKind.Aggregate => spec with { Custom = Custom() },
        _ => spec,
    };

    private object Custom()
    {
        var custom = Constant<object?>("aggregation")
            ?? throw new InvalidDefinitionException($"{_where} gives {_method} null for an aggregation; give it an object, for example new GeometricMean().");
        var types = CustomAggregations.TypesOf(custom);
        if (Nullable.GetUnderlyingType(types[0]) is not null || !ColumnTypes.TryFrom(types[0], out var value) || value.IsComposite())
        {
            throw new InvalidDefinitionException(
                $"{_where}: {custom.GetType().Written()} aggregates {types[0].Written()}; it must be bool, int, long, float, double, string or DateTime, and not nullable: nulls never arrive.");
        }

        return ColumnTypes.TryFrom(types[2], out _)
            ? custom
            : throw new InvalidDefinitionException($"{_where}: {custom.GetType().Written()} results in {types[2].Written()}, which is no feature type.");
    }

    private bool Has(string name) => _arguments.ContainsKey(name);

    private double Accuracy() => Has("accuracy") ? InRange("accuracy", Constant<double>("accuracy"), 0.0001, 0.5) : QuantileSketch.DefaultAccuracy;

    private double[] Percentiles()
    {
        var percentiles = Constant<double[]>("percentiles");
        return percentiles.Length > 0
            ? [.. percentiles.Select(Percentile)]
            : throw new InvalidDefinitionException($"{_where} gives {_method} no percentile; give at least one, for example 50.");
    }

    private double Percentile(double percentile) => InRange("percentile", percentile, 0, 100);

    private double HalfLife()
    {
        var halfLife = Constant<TimeSpan>("halfLife");
        return halfLife >= TimeSpan.FromMicroseconds(1)
            ? halfLife.TotalSeconds
            : throw new InvalidDefinitionException($"{_where} gives {_method} a half-life of {halfLife}; give a positive one, for example TimeSpan.FromDays(7).");
    }

    private T InRange<T>(string name, T value, T least, T greatest)
        where T : IComparable<T> => value.CompareTo(least) >= 0 && value.CompareTo(greatest) <= 0
        ? value
        : throw new InvalidDefinitionException(string.Create(
            CultureInfo.InvariantCulture, $"{_where} gives {_method} {name} = {value}; give one from {least} to {greatest}."));

    private T Constant<T>(string name)
    {
        try
        {
            return Expression.Lambda<Func<T>>(Expression.Convert(_arguments[name], typeof(T))).Compile()();
        }
        catch (InvalidOperationException)
        {
            throw new InvalidDefinitionException($"{_where} gives {_method} a '{name}' that is no constant; it cannot depend on an event.");
        }
    }
}
