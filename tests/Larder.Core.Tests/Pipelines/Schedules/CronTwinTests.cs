using Larder.Pipelines.Schedules;
using NodaTime;
using Instant = Larder.Types.Instant;

namespace Larder.Core.Tests.Pipelines.Schedules;

/// <summary>The search against a twin that looks at every minute of a stretch of time, and at every minute that clocks left out in it.</summary>
public class CronTwinTests
{
    private static readonly string[] Zones = ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Casablanca"];

    [Fact]
    public void Generated_expressions_come_when_every_minute_says_so()
    {
        var random = new Random(26_12_01);
        for (var trial = 0; trial < Reference.CaseCount.Of(300); trial++)
        {
            var zone = Zones[random.Next(Zones.Length)];
            var text = $"{Field(random, 0, 59)} {Field(random, 0, 23)} {Field(random, 1, 28)} {Field(random, 1, 12)} {Field(random, 0, 6)}";
            var (gap, fold) = ((GapPolicy)random.Next(1, 4), (FoldPolicy)random.Next(1, 4));
            var start = Around(zone, random);
            var end = start + TimeSpan.FromDays(4);
            var schedule = Schedule.Cron(text, zone, gap, fold);

            var expected = ByMinutes(text, zone, gap, fold, start, end);

            string.Join(' ', schedule.Between(start, end)).ShouldBe(string.Join(' ', expected), $"{text} {zone} {gap} {fold} from {start}");
            schedule.Previous(end + TimeSpan.FromSeconds(1)).ShouldBe(expected.Count > 0 ? expected[^1] : schedule.Previous(start + TimeSpan.FromSeconds(1)), text);
        }
    }

    /// <summary>Two days before a change of clocks, or any time in a zone without.</summary>
    private static Instant Around(string zone, Random random)
    {
        var from = NodaTime.Instant.FromUtc(random.Next(2005, 2030), random.Next(1, 13), 1, 0, 0);
        var interval = DateTimeZoneProviders.Tzdb[zone].GetZoneInterval(from);
        var change = interval.HasEnd && interval.End < from.Plus(Duration.FromDays(400)) ? interval.End : from;
        return new Instant((change - Duration.FromDays(2) - Duration.FromMinutes(random.Next(60))).ToUnixTimeTicks() / 10);
    }

    private static List<Instant> ByMinutes(string text, string zone, GapPolicy gap, FoldPolicy fold, Instant start, Instant end)
    {
        var fields = text.Split(' ').Select(Values).ToArray();
        var rules = DateTimeZoneProviders.Tzdb[zone];
        var found = new SortedSet<Instant>();
        var first = NodaTime.Instant.FromUnixTimeTicks(start.Microseconds * 10) - Duration.FromDays(2);
        var last = NodaTime.Instant.FromUnixTimeTicks(end.Microseconds * 10);
        for (var minute = NodaTime.Instant.FromUnixTimeSeconds(first.ToUnixTimeSeconds() / 60 * 60); minute <= last; minute += Duration.FromMinutes(1))
        {
            var local = minute.InZone(rules).LocalDateTime;
            var times = rules.MapLocal(local);
            var isTaken = times.Count == 1 || fold == FoldPolicy.Both || (fold == FoldPolicy.First ? times.First() : times.Last()).ToInstant() == minute;
            if (isTaken && IsMet(text, fields, local))
            {
                Add(minute);
            }

            var before = (minute - Duration.Epsilon).InZone(rules);
            for (var missing = before.LocalDateTime.PlusNanoseconds(1); gap != GapPolicy.Skip && missing < local; missing = missing.PlusMinutes(1))
            {
                if (IsMet(text, fields, missing))
                {
                    Add(gap == GapPolicy.FirstValid ? minute : missing.WithOffset(before.Offset).ToInstant());
                }
            }
        }

        return [.. found];

        void Add(NodaTime.Instant instant)
        {
            var at = new Instant(instant.ToUnixTimeTicks() / 10);
            if (at > start && at <= end)
            {
                found.Add(at);
            }
        }
    }

    private static bool IsMet(string text, HashSet<int>[] fields, LocalDateTime local)
    {
        var parts = text.Split(' ');
        var (day, weekday) = (fields[2].Contains(local.Day), fields[4].Contains((int)local.DayOfWeek % 7));
        return fields[0].Contains(local.Minute) && fields[1].Contains(local.Hour) && fields[3].Contains(local.Month)
            && (parts[2].StartsWith('*') || parts[4].StartsWith('*') ? day && weekday : day || weekday);
    }

    private static HashSet<int> Values(string field)
    {
        var step = field.Contains('/') ? int.Parse(field.Split('/')[1], null) : 1;
        return field.StartsWith('*') ? [.. Enumerable.Range(0, 60).Where(v => v % step == 0)]
            : field.Contains('-') ? [.. Enumerable.Range(int.Parse(field.Split('-')[0], null), int.Parse(field.Split('-')[1], null) - int.Parse(field.Split('-')[0], null) + 1)]
            : [.. field.Split(',').Select(v => int.Parse(v, null))];
    }

    /// <summary>Steps begin at 0 in both twins only where a field's least value is 0.</summary>
    private static string Field(Random random, int least, int greatest) => random.Next(4) switch
    {
        0 => "*",
        1 => least == 0 ? $"*/{random.Next(1, greatest + 1)}" : "*",
        2 => random.Next(least, (least + greatest) / 2) is var low ? $"{low}-{random.Next(low, greatest + 1)}" : string.Empty,
        _ => string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(least, greatest + 1))),
    };
}
