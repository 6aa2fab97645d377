using Larder.Errors;
using Larder.OnDemand;
using Larder.Types;

namespace Larder.Cli.Commands;

/// <summary>Join keys given as a value, or as <c>column=value</c> where there are several columns.</summary>
internal static class KeyArguments
{
    /// <summary>Reads one value per key column of a plan.</summary>
    /// <exception cref="InvalidInputException">A column is missing, unknown or given twice, or a value is of another type.</exception>
    public static FeatureValue[] Read(FeaturePlan plan, IReadOnlyList<string> arguments)
    {
        var columns = plan.Keys.Columns;
        var view = plan.Outputs[0].View.Name;
        if (columns.Count == 0)
        {
            return arguments.Count == 0 ? [] : throw new InvalidInputException($"{view} is made of request data alone; leave out --entity.");
        }

        var keys = new FeatureValue[columns.Count];
        foreach (var argument in arguments)
        {
            var (place, text) = Split(columns, argument);
            if (place < 0)
            {
                throw new InvalidInputException($"--entity cannot be '{argument}'; write column=key for each of {plan.Keys}.");
            }

            if (!keys[place].IsNull)
            {
                throw new InvalidInputException($"--entity has {columns[place].Name} twice; give it once.");
            }

            keys[place] = RequestArguments.TryParse(text, columns[place].Type, out var key)
                ? key
                : throw new InvalidInputException($"--entity cannot be '{text}'; {columns[place].Name} is {columns[place].Type.Name()}.");
        }

        var missing = columns.Where((_, i) => keys[i].IsNull).Select(c => c.Name).ToArray();
        return missing.Length == 0
            ? keys
            : throw new InvalidInputException($"{view} describes {string.Join(" and ", plan.Keys.Entities.Select(e => e.Name))}; name one with --entity and its {string.Join(", ", missing)}.");
    }

    /// <summary>A value alone is that of the only column, even where it looks like a column and a value.</summary>
    private static (int Place, string Text) Split(IReadOnlyList<KeyPart> columns, string argument)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (argument.StartsWith(columns[i].Name + '=', StringComparison.Ordinal))
            {
                return (i, argument[(columns[i].Name.Length + 1)..]);
            }
        }

        return columns.Count == 1 ? (0, argument) : (-1, argument);
    }
}
