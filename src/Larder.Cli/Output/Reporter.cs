using System.Text.Json.Nodes;
using Larder.Engine;
using Spectre.Console;

namespace Larder.Cli.Output;

/// <summary>
/// Speaks to people on standard error and to programs on standard output: with <c>--output json</c> one JSON document and nothing else
/// goes to standard output; without it the same facts are text. Steps show a progress bar on a terminal and plain lines elsewhere.
/// </summary>
internal sealed class Reporter
{
    /// <summary>Wide enough that a redirected table is never cut.</summary>
    private const int PlainWidth = 1_000;

    private readonly IAnsiConsole _people;
    private readonly TextWriter _programs;
    private readonly bool _bars;
    private readonly List<string> _warnings = [];

    /// <param name="people">Text for people.</param>
    /// <param name="programs">Where the JSON document goes.</param>
    /// <param name="isJson">Whether a JSON document is wanted.</param>
    public Reporter(IAnsiConsole people, TextWriter programs, bool isJson)
    {
        _people = people;
        _programs = programs;
        IsJson = isJson;
        _bars = people.Profile.Capabilities.Interactive && people.Profile.Out.IsTerminal;
    }

    /// <summary>Whether a JSON document is wanted.</summary>
    public bool IsJson { get; }

    /// <summary>A reporter on the process's standard streams: text goes to standard error where JSON has standard output.</summary>
    public static Reporter OnConsole(bool isJson)
    {
        var writer = isJson ? Console.Error : Console.Out;
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output, Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No });
        if (!output.IsTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        return new Reporter(console, Console.Out, isJson);
    }

    /// <summary>A line of text, taken literally and never wrapped: a path stays in one piece.</summary>
    public void Line(string text = "") => _people.Profile.Out.Writer.WriteLine(Printable.Line(text));

    /// <summary>A line about something that is allowed and may not be meant, told once; the JSON document lists it under <c>warnings</c>.</summary>
    public void Warning(string text)
    {
        if (!_warnings.Contains(text))
        {
            _warnings.Add(text);
            Line($"warning: {text}");
        }
    }

    /// <summary>A heading.</summary>
    public void Heading(string text) => _people.MarkupLine($"[bold]{Markup.Escape(Printable.Line(text))}[/]");

    /// <summary>A table, its cells taken literally.</summary>
    public void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var header in headers)
        {
            table.AddColumn(new TableColumn(Markup.Escape(Printable.Line(header))).NoWrap());
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Printable.Line(cell))));
        }

        _people.Write(table);
    }

    /// <summary>The JSON document, if one is wanted, with the warnings given so far.</summary>
    public void Json(JsonObject document)
    {
        if (IsJson)
        {
            document["warnings"] = new JsonArray([.. _warnings.Select(w => (JsonNode)w)]);
            _programs.WriteLine(document.ToJsonString(JsonOutput.Options));
            _programs.Flush();
        }
    }

    /// <summary>Runs a step under a progress display.</summary>
    public async Task<T> StepAsync<T>(string name, Func<IProgress<StepProgress>, Task<T>> step)
    {
        if (!_bars)
        {
            Line($"{name} …");
            return await step(new PlainProgress(this, name));
        }

        return await _people.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(name));
                task.IsIndeterminate = true;
                return await step(new BarProgress(task, name));
            });
    }

    private sealed class BarProgress(ProgressTask task, string name) : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
            task.Description = Markup.Escape(Printable.Line(value.Total is null && value.Done > 0 ? $"{name}: {value.Text}, {value.Done:N0}" : $"{name}: {value.Text}"));
            task.IsIndeterminate = value.Total is null;
            if (value.Total is { } total)
            {
                task.MaxValue = Math.Max(1, total);
                task.Value = value.Done;
            }
        }
    }

    /// <summary>One line whenever the activity changes, none per unit.</summary>
    private sealed class PlainProgress(Reporter report, string name) : IProgress<StepProgress>
    {
        private string _last = string.Empty;

        public void Report(StepProgress value)
        {
            if (value.Text != _last)
            {
                _last = value.Text;
                report.Line($"{name}: {value.Text}");
            }
        }
    }
}
