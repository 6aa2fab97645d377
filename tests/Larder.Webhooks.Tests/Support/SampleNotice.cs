using Larder.Alerts;
using Larder.Types;

namespace Larder.Support;

/// <summary>Notices to send.</summary>
internal static class SampleNotice
{
    public static readonly Instant At = new(1_700_000_000_000_000);

    public static Notice Of(string key = "0a1b2c", string? thread = null, string message = "1 of 2 rows are bad", NoticeChange change = NoticeChange.Fired, int alerts = 1, string source = "lines")
    {
        var isRecovered = change == NoticeChange.Recovered;
        return new Notice(key, thread ?? key, "data", "broken", AlertSubject.Source(source), At,
        [
            .. Enumerable.Range(0, alerts).Select(i => new NoticeItem(
                change,
                new Alert(
                    new AlertIdentity(AlertKind.CheckFailed, AlertSubject.Source(source), "files", $"check_{i}"),
                    AlertSeverity.Error, message, isRecovered ? AlertState.Resolved : AlertState.Firing, At, At, At)
                {
                    Facts = [new("bad", "1")],
                    Evidence = "larder validate lines",
                    ResolvedAt = isRecovered ? At : null,
                })),
        ]);
    }
}
