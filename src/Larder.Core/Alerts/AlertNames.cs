using Larder.Types;

namespace Larder.Alerts;

/// <summary>What programs and people read for the enums.</summary>
public static class AlertNames
{
    /// <summary><c>check_failed</c>.</summary>
    public static string Of(AlertKind kind) => Names.ToSnakeCase(kind.ToString());

    /// <summary><c>error</c>.</summary>
    public static string Of(AlertSeverity severity) => Names.ToSnakeCase(severity.ToString());

    /// <summary><c>firing</c>.</summary>
    public static string Of(AlertState state) => Names.ToSnakeCase(state.ToString());

    /// <summary><c>recovered</c>.</summary>
    public static string Of(NoticeChange change) => Names.ToSnakeCase(change.ToString());

    /// <summary><c>pending</c>.</summary>
    public static string Of(NoticeState state) => Names.ToSnakeCase(state.ToString());

    /// <summary>A kind by its name; null where there is none of that name.</summary>
    public static AlertKind? KindOf(string text) => Enum.GetValues<AlertKind>().Where(k => Of(k) == text).Select(k => (AlertKind?)k).FirstOrDefault();
}
