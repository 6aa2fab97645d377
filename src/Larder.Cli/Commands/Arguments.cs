using System.CommandLine;
using Larder.Errors;
using Larder.Types;

namespace Larder.Cli.Commands;

/// <summary>Options that several commands take.</summary>
internal static class Arguments
{
    /// <summary>An instant, RFC 3339 or a date, UTC unless it has an offset.</summary>
    public static Option<Instant?> AsOf(string description) => new("--as-of")
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (Instant.TryParse(text, out var instant))
            {
                return instant;
            }

            result.AddError($"--as-of '{text}' is no time; write it as 2011-12-09T12:50:00Z.");
            return null;
        },
    };

    /// <summary>The one thing of its kind, or the one named.</summary>
    /// <exception cref="LarderException">There are several, or none of that name.</exception>
    public static T Choose<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string? name, string what) => name is null
        ? all.Count == 1
            ? all[0]
            : throw new InvalidInputException(all.Count == 0
                ? $"This repository defines no {what}; add one as a public property."
                : $"This repository has several {what}s; name one of {string.Join(", ", all.Select(nameOf))}.")
        : all.FirstOrDefault(t => nameOf(t) == name)
            ?? throw new NotFoundException($"There is no {what} '{name}'; this repository has {string.Join(", ", all.Select(nameOf))}.");
}
