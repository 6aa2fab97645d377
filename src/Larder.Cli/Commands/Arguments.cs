using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Larder.Errors;
using Larder.Types;

namespace Larder.Cli.Commands;

/// <summary>Arguments and options in the few shapes commands take them; a wrong value is answered with what to write instead.</summary>
internal static class Arguments
{
    private const double MostDays = 3_650_000;

    /// <summary>A name that may be left out where there is only one thing of its kind.</summary>
    public static Argument<string?> Name(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>A path as it was written.</summary>
    public static Option<string?> Path(string name, string helpName, string description) => Text(name, helpName, description, "give a path");

    /// <summary>Text that is not empty.</summary>
    public static Option<string?> Text(string name, string helpName, string description, string remedy) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = Parser(text => text.Length > 0 ? text : null, remedy),
    };

    /// <summary>An instant, RFC 3339 or a date, UTC unless it has an offset.</summary>
    public static Option<Instant?> AsOf(string description) => Time("--as-of", description);

    /// <inheritdoc cref="AsOf"/>
    public static Option<Instant?> Time(string name, string description)
    {
        var parse = Parser(text => Instant.TryParse(text, out var instant) ? instant : (Instant?)null, "write a time such as 2011-12-09T12:50:00Z");
        return new(name) { HelpName = "time", Description = description, CustomParser = result => parse(result) };
    }

    /// <summary>A whole number between two bounds.</summary>
    public static Option<int> Whole(string name, int atLeast, int atMost, int byDefault, string description) => new(name)
    {
        HelpName = "number",
        Description = description,
        DefaultValueFactory = _ => byDefault,
        CustomParser = Parser(
            text => WholeNumber(text, atLeast, atMost),
            string.Create(CultureInfo.InvariantCulture, $"give a whole number from {atLeast} to {atMost}")),
    };

    /// <summary>Reads a whole number between two bounds; null where there is none.</summary>
    public static int? WholeNumber(string text, int atLeast, int atMost) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= atLeast && number <= atMost ? number : null;

    /// <summary>A part of a whole, from 0 to 1.</summary>
    public static Option<double?> Rate(string name, string description)
    {
        var parse = Parser(ServedLogSettings.RateOf, ServedLogSettings.Remedy);
        return new(name) { HelpName = "part", Description = description, CustomParser = result => parse(result) };
    }

    /// <summary>A relative difference; 0 by default.</summary>
    public static Option<double> Tolerance(string name, string description) => new(name)
    {
        HelpName = "number",
        Description = description,
        DefaultValueFactory = _ => 0,
        CustomParser = Parser(
            text => double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1 ? number : (double?)null,
            "give a number from 0 to below 1, such as 1e-9"),
    };

    /// <summary>A span of time in days, parts of days allowed.</summary>
    public static Option<double> Days(string name, TimeSpan byDefault, string description) => new(name)
    {
        HelpName = "days",
        Description = description,
        DefaultValueFactory = _ => byDefault.TotalDays,
        CustomParser = Parser(
            text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days <= MostDays ? days : (double?)null,
            "give a number of days such as 7 or 0.5"),
    };

    /// <summary>A span of time: a number and d, h or m.</summary>
    public static Option<TimeSpan?> Span(string name, int mostDays, string description)
    {
        var parse = Parser(text => SpanOf(text, mostDays), "give a number of days, hours or minutes such as 7d, 36h or 30m");
        return new(name) { HelpName = "span", Description = description, CustomParser = result => parse(result) };
    }

    /// <summary>An address of this machine.</summary>
    public static Option<IPAddress> Address(string name, string description) => new(name)
    {
        HelpName = "address",
        Description = description,
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = Parser<IPAddress>(text => IPAddress.TryParse(text, out var address) ? address : null, "give an IP address such as 127.0.0.1"),
    };

    /// <summary>A parser that answers text it cannot read with the thing to do.</summary>
    public static Func<ArgumentResult, T?> Parser<T>(Func<string, T?> read, string remedy)
        where T : class => result =>
        {
            var value = read(result.Tokens[0].Value);
            Require(value is not null, result, remedy);
            return value;
        };

    /// <inheritdoc cref="Parser{T}(Func{string, T}, string)"/>
    public static Func<ArgumentResult, T> Parser<T>(Func<string, T?> read, string remedy)
        where T : struct => result =>
        {
            var value = read(result.Tokens[0].Value);
            Require(value is not null, result, remedy);
            return value.GetValueOrDefault();
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
            ?? throw new NotFoundException(all.Count == 0
                ? $"There is no {what} '{name}'; this repository defines none."
                : $"There is no {what} '{name}'; this repository has {string.Join(", ", all.Select(nameOf))}.");

    private static TimeSpan? SpanOf(string text, int mostDays)
    {
        var isRead = double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        TimeSpan? span = isRead && number <= mostDays * 1_440.0 ? text[^1] switch
        {
            'd' => TimeSpan.FromDays(number),
            'h' => TimeSpan.FromHours(number),
            'm' => TimeSpan.FromMinutes(number),
            _ => null,
        }
        : null;
        return span?.TotalDays <= mostDays ? span : null;
    }

    private static void Require(bool isRead, ArgumentResult result, string remedy)
    {
        if (!isRead)
        {
            result.AddError($"{((OptionResult)result.Parent!).Option.Name} cannot be '{result.Tokens[0].Value}'; {remedy}.");
        }
    }
}
