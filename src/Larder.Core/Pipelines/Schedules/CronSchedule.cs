using Larder.Errors;
using Instant = Larder.Types.Instant;
using NodaTime;
using NodaTime.TimeZones;

namespace Larder.Pipelines.Schedules;

/// <summary>A cron expression by the clocks of a zone. Days without a change of clocks are searched field by field; on a day with one every time of the day is placed by the policies.</summary>
internal sealed class CronSchedule : Schedule
{
    private readonly CronExpression _expression;
    private readonly DateTimeZone _zone;
    private readonly GapPolicy _gap;
    private readonly FoldPolicy _fold;

    public CronSchedule(CronExpression expression, string zone, GapPolicy? gap, FoldPolicy? fold)
    {
        _expression = expression;
        _zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? throw new InvalidDefinitionException($"'{zone}' is no time zone; use an IANA name, for example Europe/London.");
        (_gap, _fold) = (gap ?? (expression.IsInterval ? GapPolicy.Skip : GapPolicy.FirstValid), fold ?? (expression.IsInterval ? FoldPolicy.Both : FoldPolicy.First));
    }

    public override string Text => $"cron {_expression} in {_zone.Id}, gap {_gap}, fold {_fold}";

    public override Instant? Next(Instant after)
    {
        var instant = ScheduleClock.ToNoda(after);
        for (var date = _expression.NextDay(instant.InZone(_zone).Date.PlusDays(-1)); date is { } day; date = _expression.NextDay(day.PlusDays(1)))
        {
            if (First(day, instant) is { } found)
            {
                // A gap at midnight moves times of this day behind those of the next one.
                return ScheduleClock.From(_expression.IsOn(day.PlusDays(1)) && First(day.PlusDays(1), instant) is { } other && other < found ? other : found);
            }
        }

        return null;
    }

    /// <summary>The first time of a day after an instant.</summary>
    private NodaTime.Instant? First(LocalDate day, NodaTime.Instant after)
    {
        if (IsPlain(day, out var offset))
        {
            var local = after.WithOffset(offset).LocalDateTime;
            var from = local.Date == day ? local.TimeOfDay.PlusNanoseconds(1) : LocalTime.Midnight;
            return local.Date > day || (local.Date == day && from == LocalTime.Midnight) ? null : _expression.NextTime(from) is { } time ? (day + time).WithOffset(offset).ToInstant() : null;
        }

        NodaTime.Instant? first = null;
        for (LocalTime? time = _expression.NextTime(LocalTime.Midnight); time is { } at; time = at == LocalTime.MaxValue ? null : _expression.NextTime(at.PlusNanoseconds(1)))
        {
            foreach (var instant in Place(day + at))
            {
                first = instant > after && (first is null || instant < first) ? instant : first;
            }
        }

        return first;
    }

    /// <summary>Whether the clocks run through a day unchanged, and every time of it comes once.</summary>
    private bool IsPlain(LocalDate day, out Offset offset)
    {
        var begin = _zone.MapLocal(day.AtMidnight());
        var end = _zone.MapLocal(day.At(LocalTime.MaxValue));
        offset = begin.EarlyInterval.WallOffset;
        return begin.Count == 1 && end.Count == 1 && begin.EarlyInterval == end.EarlyInterval;
    }

    private IEnumerable<NodaTime.Instant> Place(LocalDateTime local)
    {
        var map = _zone.MapLocal(local);
        return map.Count switch
        {
            1 => [map.Single().ToInstant()],
            2 => _fold switch
            {
                FoldPolicy.First => [map.First().ToInstant()],
                FoldPolicy.Second => [map.Last().ToInstant()],
                _ => [map.First().ToInstant(), map.Last().ToInstant()],
            },
            _ => _gap switch
            {
                GapPolicy.FirstValid => [map.LateInterval.Start],
                GapPolicy.Shift => [Resolvers.ReturnForwardShifted(local, _zone, map.EarlyInterval, map.LateInterval).ToInstant()],
                _ => [],
            },
        };
    }
}
