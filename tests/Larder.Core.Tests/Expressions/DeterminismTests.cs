using System.Diagnostics;
using System.Globalization;
using System.Linq.Expressions;
using System.Net;
using System.Security.Cryptography;
using Larder.Errors;
using Larder.Expressions;

namespace Larder.Core.Tests.Expressions;

public class DeterminismTests
{
    private const string EventTime = "use a time that the event carries, or SecondsSinceLast for the time since the newest event";
    private const string Column = "take the randomness from a column of the event";
    private const string Values = "features compute values and nothing else";
    private const string Zone = "times are UTC already, and FeatureMath.LocalTime gives the local time of a zone";
    private const string Invariant = "give CultureInfo.InvariantCulture";

    internal static int Counter = 1;

    internal static int Setting { get; set; } = 1;

    [Fact]
    public void The_ambient_clock_is_refused()
    {
        Refused(l => l.At < DateTime.Now, "DateTime.Now, which reads the ambient clock", EventTime);
        Refused(l => l.At < DateTime.UtcNow, "DateTime.UtcNow, which reads the ambient clock", EventTime);
        Refused(l => l.At < DateTime.Today, "DateTime.Today, which reads the ambient clock", EventTime);
        Refused(l => l.At < DateTimeOffset.Now, "DateTimeOffset.Now, which reads the ambient clock", EventTime);
        Refused(l => (DateTimeOffset.UtcNow - l.At).TotalDays, "DateTimeOffset.UtcNow, which reads the ambient clock", EventTime);
        Refused(l => TimeProvider.System.GetTimestamp(), "TimeProvider.GetTimestamp, which is not deterministic", EventTime);
        Refused(l => Stopwatch.GetTimestamp(), "Stopwatch.GetTimestamp, which is not deterministic", EventTime);
    }

    [Fact]
    public void The_machines_time_zone_is_refused()
    {
        Refused(l => l.At.ToLocalTime().Hour, "DateTime.ToLocalTime, which depends on the machine's time zones", Zone);
        Refused(l => l.At.ToUniversalTime(), "DateTime.ToUniversalTime, which depends on the machine's time zones", Zone);
        Refused(l => new DateTimeOffset(l.At, TimeSpan.Zero).LocalDateTime, "DateTimeOffset.LocalDateTime, which depends on the machine's time zones", Zone);
        Refused(l => TimeZoneInfo.ConvertTimeBySystemTimeZoneId(l.At, "Europe/Paris").Hour, "TimeZoneInfo.ConvertTimeBySystemTimeZoneId, which depends on the machine's time zones", Zone);
        Refused(l => TimeZoneInfo.ConvertTime(l.At, TimeZoneInfo.Local), "TimeZoneInfo.ConvertTime, which depends on the machine's time zones", Zone);
    }

    [Fact]
    public void Randomness_is_refused()
    {
        Refused(l => new Random(l.Quantity).NextDouble(), "Random.NextDouble, which is not deterministic", Column);
        Refused(l => RandomNumberGenerator.GetInt32(5), "RandomNumberGenerator.GetInt32, which is not deterministic", Column);
        Refused(l => Guid.NewGuid().ToString(), "Guid.ToString, which is not deterministic", "take identifiers from a column of the event");
        Refused(l => l.Code.GetHashCode() % 10, "string.GetHashCode, which differs from process to process", "use FeatureMath.HashBin");
        Refused(l => HashCode.Combine(l.Code), "HashCode.Combine, which is not deterministic", "use FeatureMath.HashBin");
    }

    [Fact]
    public void The_environment_and_the_outside_world_are_refused()
    {
        Refused(l => l.Code == Environment.MachineName, "Environment.MachineName, which is not deterministic", "pass the value in as a constant of the repository");
        Refused(l => File.ReadAllText(l.Code), "File.ReadAllText, which does I/O", "load the data as a source instead");
        Refused(l => WebUtility.HtmlEncode(l.Code), "WebUtility.HtmlEncode, which does I/O", "load the data as a source instead");
        Refused(l => Console.Read(), "Console.Read, which is not deterministic", Values);
        Refused(l => Ask(l.Code).Result, "DeterminismTests.Ask, which is asynchronous", Values);
        Refused(l => AskQuickly(l.Code), "DeterminismTests.AskQuickly, which is asynchronous", Values);
    }

    [Fact]
    public void Statics_that_can_change_are_refused()
    {
        Refused(l => l.Quantity + Counter, "DeterminismTests.Counter, which is a static that can change", "make it const or readonly");
        Refused(l => l.Quantity + Setting, "DeterminismTests.Setting, which is a static that can change", "take away its setter");
    }

    [Fact]
    public void The_machines_culture_is_refused()
    {
        Refused(l => l.Code.ToUpper(), "string.ToUpper, which depends on the machine's culture", "use ToUpperInvariant");
        Refused(l => l.Code.ToLower(), "string.ToLower, which depends on the machine's culture", "use ToLowerInvariant");
        Refused(l => l.Code.StartsWith("Ca"), "string.StartsWith, which depends on the machine's culture", "give StringComparison.Ordinal");
        Refused(l => l.Code.IndexOf("Ca"), "string.IndexOf, which depends on the machine's culture", "give StringComparison.Ordinal");
        Refused(l => string.Compare(l.Code, l.Note), "string.Compare, which depends on the machine's culture", "use string.CompareOrdinal");
        Refused(l => l.Code.CompareTo(l.Note), "string.CompareTo, which depends on the machine's culture", "use string.CompareOrdinal");
        Refused(l => string.Format("{0}", l.Price), "string.Format, which depends on the machine's culture", Invariant);
        Refused(l => $"{l.Price}!", "string.Format, which depends on the machine's culture", Invariant);
        Refused(l => "p" + l.Price, "string.Concat, which depends on the machine's culture", Invariant);
        Refused(l => string.Join("-", new object[] { l.Price, l.Code }), "string.Join, which depends on the machine's culture", Invariant + " to ToString of its parts");
        Refused(l => l.Price.ToString(), "double.ToString, which depends on the machine's culture", Invariant);
        Refused(l => l.Discount.ToString(), "double?.ToString, which depends on the machine's culture", Invariant);
        Refused(l => double.Parse(l.Code), "double.Parse, which depends on the machine's culture", Invariant);
        Refused(l => Convert.ToDouble(l.Code), "Convert.ToDouble, which depends on the machine's culture", Invariant);
        Refused(l => l.Code == CultureInfo.CurrentCulture.Name, "CultureInfo.CurrentCulture, which depends on the machine's culture", Invariant);
    }

    [Fact]
    public void Functions_whose_last_bits_come_from_the_machine_are_refused()
    {
        const string Bits = "which differs in its last bits from machine to machine";
        Refused(l => Math.Log(l.Price), $"Math.Log, {Bits}", "use FeatureMath.Log");
        Refused(l => Math.Log(l.Price, 2), $"Math.Log, {Bits}", "use FeatureMath.Log");
        Refused(l => Math.Log10(l.Price), $"Math.Log10, {Bits}", "use FeatureMath.Log and divide by the logarithm of the base");
        Refused(l => double.LogP1(l.Price), $"double.LogP1, {Bits}", "use FeatureMath.Log1p");
        Refused(l => Math.Exp(l.Price), $"Math.Exp, {Bits}", "use FeatureMath.Exp");
        Refused(l => Math.Sin(l.Price), $"Math.Sin, {Bits}", "use FeatureMath.Sin");
        Refused(l => MathF.Cos(l.Ratio), $"MathF.Cos, {Bits}", "use FeatureMath.Cos");
        Refused(l => float.Tan(l.Ratio), $"float.Tan, {Bits}", "use FeatureMath.Sin and FeatureMath.Cos");
        Refused(l => Math.Acos(l.Price), $"Math.Acos, {Bits}", "use FeatureMath.Atan2");
        Refused(l => Math.Atanh(l.Price), $"Math.Atanh, {Bits}", "use FeatureMath.Log");
        Refused(l => Math.Tanh(l.Price), $"Math.Tanh, {Bits}", "use FeatureMath.Exp");
        Refused(l => Math.Pow(l.Price, 2), $"Math.Pow, {Bits}", "multiply, take Math.Sqrt, or use FeatureMath.Exp(y * FeatureMath.Log(x))");
        Refused(l => Math.ReciprocalEstimate(l.Price), $"Math.ReciprocalEstimate, {Bits}", "divide and multiply exactly");
        Refused(l => double.MaxNative(l.Price, 0), $"double.MaxNative, {Bits}", "use the function of that name without Native");
        Allowed(l => Math.Sqrt(l.Price) + Math.Round(l.Price, 2) + Math.Floor(l.Price) + Math.Abs(l.Price) + Math.FusedMultiplyAdd(l.Price, 2, 1) + FeatureMath.Log(l.Price));
    }

    [Fact]
    public void What_is_refused_is_found_inside_nested_lambdas_too()
    {
        Expression<Func<Aggregations<Sale>, double>> lambda = w => w.Sum(l => (l.At - DateTime.UtcNow).TotalDays, Window.Days(7));

        Should.Throw<InvalidDefinitionException>(() => Determinism.Check(lambda, "View v")).Message
            .ShouldBe($"View v uses DateTime.UtcNow, which reads the ambient clock, so training and serving could differ; {EventTime}.");
    }

    [Fact]
    public void Everything_else_is_allowed()
    {
        Allowed(l => l.Code.StartsWith('C') && l.Code.Contains("xy") && l.Code.StartsWith("Ca", StringComparison.Ordinal));
        Allowed(l => l.Code.ToUpperInvariant() + l.Note + "x");
        Allowed(l => l.Price.ToString(CultureInfo.InvariantCulture) + l.At.ToString("s", CultureInfo.InvariantCulture));
        Allowed(l => double.Parse(l.Code, CultureInfo.InvariantCulture));
        Allowed(l => (l.At - DateTime.UnixEpoch).TotalDays + l.At.Hour);
        Allowed(l => l.At.DayOfWeek.ToString());
        Allowed(l => l.Paid.ToString());
        Allowed(l => Convert.ToInt32(l.Price));
        Allowed(l => new DateTime(2011, 12, 9) < l.At);
        Allowed(l => string.Concat(l.Code, l.Note));
        Allowed(l => l.Amount + FeatureMath.Ratio(1, 2) ?? 0);
    }

    private static void Refused<T>(Expression<Func<Sale, T>> lambda, string use, string remedy) =>
        Should.Throw<InvalidDefinitionException>(() => Determinism.Check(lambda, "View v"), lambda.ToString())
            .Message.ShouldBe($"View v uses {use}, so training and serving could differ; {remedy}.");

    private static void Allowed<T>(Expression<Func<Sale, T>> lambda) => Should.NotThrow(() => Determinism.Check(lambda, "View v"), lambda.ToString());

    private static Task<int> Ask(string text) => Task.FromResult(text.Length);

    private static ValueTask<int> AskQuickly(string text) => ValueTask.FromResult(text.Length);
}
