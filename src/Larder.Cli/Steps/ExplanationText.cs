using Larder.Aggregation.Explaining;
using Larder.Cli.Explaining;
using Larder.Cli.Output;
using Larder.Offline;
using Larder.Types;

namespace Larder.Cli.Steps;

/// <summary>Explanations for people, one thing a line, inputs indented.</summary>
internal sealed class ExplanationText(Reporter report)
{
    public void Write(FeatureExplanation explained, string question)
    {
        report.Heading($"{explained.Reference} of {question}");
        Write(explained, 1);
        report.Line("  computed again as training sets and serving do: the same value, status and event time");
    }

    private void Write(FeatureExplanation explained, int depth)
    {
        Line(depth, $"{explained.Reference} = {Text(explained.Result)}");
        Line(depth, $"view {explained.View}{(explained.Version is { } version ? $"@{version}" : " (not applied as it is)")}: {explained.Expression}");
        switch (explained.Parts)
        {
            case ExplainedWindows windows: Write(windows, depth); break;
            case ExplainedRows rows: Write(rows, depth); break;
            case ExplainedFunction function: Write(function, depth); break;
        }
    }

    private void Write(ExplainedFunction function, int depth)
    {
        foreach (var (column, value) in function.Request)
        {
            Line(depth, $"request {column} = {value}");
        }

        foreach (var input in function.Inputs)
        {
            Write(input, depth + 1);
        }
    }

    private void Write(ExplainedRows rows, int depth)
    {
        Line(depth, $"rows of {rows.Source}, the latest first{(rows.Ttl is { } ttl ? $"; the ttl is {ttl}" : string.Empty)}{(rows.Rows.Count == 0 ? ": none" : string.Empty)}");
        foreach (var row in rows.Rows)
        {
            Line(depth + 1, $"{Text(row.Order, row.RetractedAt)}  {Names.ToSnakeCase(row.Fate.ToString()).Replace('_', ' '),-16}  {row.Value}");
        }

        More(depth + 1, rows.More, "older row");
    }

    private void Write(ExplainedWindows windows, int depth)
    {
        Line(depth, $"events of {windows.Source}, tiles of {windows.Grid}");
        foreach (var aggregation in windows.Aggregations)
        {
            Write(aggregation, depth + 1);
        }
    }

    private void Write(ExplainedAggregation aggregation, int depth)
    {
        var spec = aggregation.Spec;
        Line(depth, $"{Names.ToSnakeCase(spec.Kind.ToString())} over {spec.Window} = {aggregation.Value}");
        Line(depth, $"window {Bounds(aggregation)}; {Count(aggregation.Before, "event")} before it, {aggregation.After:N0} after it");
        if (aggregation.Earlier is { } earlier)
        {
            Line(depth + 1, $"… and {Count(earlier.Pieces, "earlier tile")} with {Count(earlier.Events, "event")}: so far {earlier.SoFar}");
        }

        foreach (var piece in aggregation.Pieces)
        {
            var how = piece.IsWhole ? "whole" : "part, or not settled: event by event";
            Line(depth + 1, $"tile {piece.Start} to {piece.End} ({how}): {piece.Taken:N0} of {Count(piece.Count, "event")} taken, {piece.Fold}; so far {piece.SoFar}");
            foreach (var e in piece.Events)
            {
                Line(depth + 2, $"{Text(e.Order, e.RetractedAt)}  {Names.ToSnakeCase(e.Fate.ToString()).Replace('_', ' '),-13}{(spec.Bucket < 0 ? string.Empty : $"  {e.Bucket}:")}{(spec.Input < 0 ? string.Empty : $"  {e.Input}")}");
            }

            More(depth + 2, piece.Count - piece.Events.Count, "event");
        }
    }

    private static string Bounds(ExplainedAggregation aggregation) =>
        $"{(aggregation.From is { } from ? $"{(aggregation.FromIsIn ? '[' : '(')}{from}" : "(without a start")}, {aggregation.To}{(aggregation.ToIsIn ? ']' : ')')}";

    private static string Text(OfflineEntry entry) => $"{entry.Value} ({entry.Status.WireName()}{(entry.EventTime is { } time ? $", event of {time}" : string.Empty)})";

    private static string Text(EventOrder order, Instant? retractedAt) =>
        $"{order.EventTime}  known {(order.KnownAt == order.EventTime ? "at once" : order.KnownAt.ToString())}{(retractedAt is { } at ? $", retracted {at}" : string.Empty)}  #{order.Sequence}";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count:N0} {noun}s";

    private void More(int depth, int count, string noun)
    {
        if (count > 0)
        {
            Line(depth, $"… and {Count(count, $"more {noun}")} (--all shows all)");
        }
    }

    private void Line(int depth, string text) => report.Line(new string(' ', 2 * depth) + text);
}
